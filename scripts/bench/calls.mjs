// What one call and one await cost more when they are recorded: four records, identity on, written to disk. Beside
// it, from the same run, what others cost that see every await.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "../lib/packages.mjs";
import { root } from "../lib/run.mjs";
import { figure, inFolder, interleave, median, nodes, program, ratio, recorded, tracedEnv } from "./lib.mjs";

const BUDGET = 1.5;
const CAUSE =
  "four clock readings are one clock floor by themselves, and where a method is called none can be spared; " +
  "`promiseHooks.onInit`, the stamp that gives a promise its identity, and writing four records are the rest " +
  "(`src/runtime/probes.ts` has the parts in nanoseconds)";

/** The Node line on which the others are measured. */
const PEERS_LINE = 24;

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const injects = join(await installPackages(join(root, "scripts/bench/peers"), "peers"), "node_modules");
    const rows = [];
    for (const { line, path } of nodes) rows.push(...(await measureNode({ line, path, folder, quick, injects })));
    return rows;
  });

/**
 * @typedef {object} Run
 * @property {number} callNs of the fastest of its batches, as the clock's
 * @property {number} clockNs
 * @property {number} calls
 */

/** @param {{ line: number, path: string, folder: string, quick: boolean, injects: string }} options */
async function measureNode({ line, path, folder, quick, injects }) {
  const trace = join(folder, "calls.awaitscope");
  const repetitions = quick ? 3 : 15;
  /** @type {number[]} */
  const clocks = [];
  /** @type {number[]} */
  const ownFigures = [];
  let dropped = 0;
  const plainly = (/** @type {string} */ name) => {
    const { callNs, clockNs } = runCalls(path, [program(name)], repetitions, process.env);
    clocks.push(clockNs);
    return callNs;
  };
  const traced = (/** @type {string} */ name) => {
    // Five million events a second are more than any disk is asked for: the buffer, of the default size, holds a whole
    // burst, and the bursts are apart, so that what is measured is recording and not dropping.
    const { callNs, calls } = runCalls(path, [program(name)], repetitions, tracedEnv(trace, { cache: "" }));
    const { droppedEvents, costMs } = recorded(trace);
    dropped += droppedEvents;
    if (name === "calls.mjs") ownFigures.push((costMs * 1e6) / calls);
    return callNs;
  };
  const times = await interleave(quick ? 1 : 7, {
    plain: () => plainly("calls.mjs"),
    near: () => traced("calls.mjs"),
    plainApart: () => plainly("calls-apart.mjs"),
    apart: () => traced("calls-apart.mjs"),
    hooks: () =>
      runCalls(path, ["--import", program("async-hooks.mjs"), program("calls.mjs")], repetitions, process.env).callNs,
  });
  const clock = median(clocks);
  const own = median(ownFigures) / (times.near - times.plain);
  const lost = dropped > 0 ? `${dropped} events were dropped, so the figure is too low` : "";
  const row = (/** @type {string} */ what, /** @type {number} */ plain, /** @type {number} */ time) => ({
    what: `${what}, Node ${line}`,
    floor: `4 × \`performance.now()\`: ${figure(clock, "ns")}; plain: ${figure(plain, "ns")}`,
    measured: `+${figure(time - plain, "ns")} = ${ratio((time - plain) / clock)} the clock`,
    budget: `≤ ${ratio(BUDGET)}`,
    met: (time - plain) / clock <= BUDGET,
    note: lost || (time - plain > BUDGET * clock ? CAUSE : ""),
  });
  const rows = [
    row("One call and one await", times.plain, times.near),
    row("One call of a method and one await", times.plainApart, times.apart),
    {
      what: `The report's own figure of that cost, Node ${line}`,
      floor: `measured: ${figure(times.near - times.plain, "ns")}`,
      measured: ratio(own),
      budget: "within a third",
      met: own >= 2 / 3 && own <= 4 / 3,
    },
    peer("async_hooks, all hooks, empty", line, times.plain, times.hooks - times.plain),
  ];
  if (line === PEERS_LINE) {
    const callNs = median([bubbleprof(path, folder, injects), bubbleprof(path, folder, injects)]);
    rows.push(peer("Clinic Bubbleprof", line, times.plain, callNs - times.plain));
  }
  return rows;
}

/**
 * @param {string} name
 * @param {number} line
 * @param {number} plain
 * @param {number} added
 */
function peer(name, line, plain, added) {
  return {
    what: `Peer: ${name}, one call and one await, Node ${line}`,
    floor: `plain: ${figure(plain, "ns")}`,
    measured: `+${figure(added, "ns")}`,
    budget: "–",
  };
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {number} repetitions
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd]
 * @returns {Run}
 */
function runCalls(node, args, repetitions, env, cwd = root) {
  const { status, stdout, stderr } = spawnSync(node, [...args, String(repetitions)], {
    env,
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  const { calls, callNs, clockNs } = JSON.parse(stdout.slice(stdout.indexOf("{")));
  // What others do on this machine only ever adds.
  return { calls, callNs: Math.min(...callNs), clockNs: Math.min(...clockNs) };
}

/** As its own command starts a program; it makes files of gigabytes, so it gets one round. */
function bubbleprof(/** @type {string} */ node, /** @type {string} */ folder, /** @type {string} */ injects) {
  const data = join(folder, "bubbleprof");
  mkdirSync(data, { recursive: true });
  const env = {
    ...process.env,
    NODE_PATH: join(injects, "@clinic/bubbleprof/injects"),
    NODE_OPTIONS: "-r no-cluster.js -r logger.js --trace-events-enabled --trace-event-categories node.async_hooks",
    NODE_CLINIC_BUBBLEPROF_DATA_PATH: data,
  };
  return runCalls(node, [program("calls.mjs")], 1, env, data).callNs;
}
