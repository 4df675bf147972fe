// What one call and one await cost more when they are recorded: four records, identity on, written to disk. Beside
// it, from the same run, what others cost that see every await.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "../lib/packages.mjs";
import { root } from "../lib/run.mjs";
import { figure, inFolder, median, nodes, program, ratio, recorded, tracedEnv } from "./lib.mjs";

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
 * @property {number} fastestNs of a call, in the fastest batch: what others do on this machine only ever adds
 * @property {number} usualNs the same in the batch in the middle
 * @property {number} clockNs of four readings of the clock, in the fastest batch
 * @property {number} calls
 */

/** @param {{ line: number, path: string, folder: string, quick: boolean, injects: string }} options */
async function measureNode({ line, path, folder, quick, injects }) {
  const trace = join(folder, "calls.awaitscope");
  const repetitions = quick ? 3 : 40;
  let dropped = 0;
  const plainly = (/** @type {string} */ name) => runCalls(path, [program(name)], repetitions, process.env);
  const traced = (/** @type {string} */ name) => {
    // Five million events a second are more than any disk is asked for: the buffer, of the default size, holds a whole
    // burst, and the bursts are apart, so that what is measured is recording and not dropping.
    const run = runCalls(path, [program(name)], repetitions, tracedEnv(trace, { cache: "" }));
    const { droppedEvents, costMs } = recorded(trace);
    dropped += droppedEvents;
    return { ...run, ownNs: (costMs * 1e6) / run.calls };
  };
  const hooked = () =>
    runCalls(path, ["--import", program("async-hooks.mjs"), program("calls.mjs")], repetitions, process.env);
  const turns = Array.from({ length: quick ? 1 : 7 }, () => ({
    plain: plainly("calls.mjs"),
    near: traced("calls.mjs"),
    plainApart: plainly("calls-apart.mjs"),
    apart: traced("calls-apart.mjs"),
    hooks: hooked(),
  }));
  /** @param {(turn: typeof turns[number]) => number} of */
  const fastest = (of) => Math.min(...turns.map(of));
  const clock = fastest(({ plain, plainApart }) => Math.min(plain.clockNs, plainApart.clockNs));
  const plain = fastest((turn) => turn.plain.fastestNs);
  const plainApart = fastest((turn) => turn.plainApart.fastestNs);
  // The report's figure is of the machine as it was, slow moments included, and so must be what it is held against.
  const usual = median(turns.map(({ near, plain }) => near.usualNs - plain.usualNs));
  const own = median(turns.map(({ near }) => near.ownNs)) / usual;
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
    row(
      "One call and one await",
      plain,
      fastest(({ near }) => near.fastestNs),
    ),
    row(
      "One call of a method and one await",
      plainApart,
      fastest(({ apart }) => apart.fastestNs),
    ),
    {
      what: `The report's own figure of that cost, Node ${line}`,
      floor: `measured, batches in the middle: ${figure(usual, "ns")}`,
      measured: ratio(own),
      budget: "within a third",
      met: own >= 2 / 3 && own <= 4 / 3,
    },
    peer("async_hooks, all hooks, empty", line, plain, fastest(({ hooks }) => hooks.fastestNs) - plain),
  ];
  if (line === PEERS_LINE) {
    const callNs = median([bubbleprof(path, folder, injects), bubbleprof(path, folder, injects)]);
    rows.push(peer("Clinic Bubbleprof", line, plain, callNs - plain));
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
  return { calls, fastestNs: Math.min(...callNs), usualNs: median(callNs), clockNs: Math.min(...clockNs) };
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
  return runCalls(node, [program("calls.mjs")], 1, env, data).fastestNs;
}
