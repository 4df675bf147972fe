// Servers at full load from a process of their own: requests per second, slow requests, processor time and memory, plain
// and traced in turn.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installPackages } from "../lib/packages.mjs";
import { root } from "../lib/run.mjs";
import { figure, inFolder, median, nodes, program, quantile, ratio, recorded, tracedEnv } from "./lib.mjs";

const BUDGET = 0.95;
const CONNECTIONS = 32;
const CAUSE =
  "six tenths of the server's thread are the hand-over of three file reads to Node's thread pool and back, whose price depends on which of the two cores sleeps meanwhile " +
  "(so that the same code gave 0.66 to 0.88 × from one run to the next); each request makes some 40 resources and 15 callbacks of Node's, 67 records in all, of which the recorder's own " +
  "figure is 10 µs; the hooks of Node and V8 take some 20 µs of processor time with nothing in them";

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const trace = join(folder, "http.awaitscope");
    const rounds = quick ? 2 : 40;
    const bare = await compare(program("server.mjs"), { trace, rounds, requests: quick ? 500 : 2000 });
    // Where fastify can be found from.
    const peers = await installPackages(join(root, "scripts/bench/peers"), "peers");
    cpSync(program("server-fastify.mjs"), join(peers, "server-fastify.mjs"));
    const real = await compare(join(peers, "server-fastify.mjs"), { trace, rounds, requests: quick ? 100 : 400 });
    return [
      throughput("HTTP server at full load, five awaits a request", bare),
      pair("Its processor time for a request, all threads", bare, perRequest, "µs"),
      throughput("The same with fastify and a store of files", real, CAUSE),
      pair("Its processor time for a request, all threads", real, perRequest, "µs"),
      pair("Its slowest request in a hundred", real, ({ times }) => quantile(times, 0.99), "ms"),
      pair("Its peak memory", real, ({ peakMb }) => peakMb, "MB"),
      {
        what: "Floor of the same server: the hooks of Node and V8 that recording needs, empty",
        floor: `plain Node: ${figure(median(real.plain.rates), "requests/s")}`,
        measured: overPlain(real.plain, real.empty),
        budget: "–",
      },
    ];
  });

/**
 * What was seen of one server.
 * @typedef {object} Load
 * @property {number[]} rates requests per second, of each round
 * @property {number} cpuMs processor time of all requests
 * @property {number[]} times milliseconds of each request
 * @property {number} peakMb
 */

/** @typedef {{ plain: Load, traced: Load, empty: Load, dropped: number }} Comparison */

/**
 * All servers run all the time and are loaded in turn, for a fraction of a second each: what the machine does meanwhile
 * hits all, and the ratio of two neighbours is worth more than that of two minutes.
 * @param {string} script
 * @param {{ trace: string, rounds: number, requests: number }} options `requests` in a round
 * @returns {Promise<Comparison>}
 */
async function compare(script, { trace, rounds, requests }) {
  const plain = await startServer(script, process.env);
  const traced = await startServer(script, tracedEnv(trace, { cache: "" }));
  const empty = await startServer(script, { ...process.env, NODE_OPTIONS: `--require ${program("empty-hooks.cjs")}` });
  const servers = [plain, traced, empty];
  for (const server of servers) await loadOnce(server, 4 * requests);
  for (const server of servers) server.load = { rates: [], cpuMs: 0, times: [], peakMb: 0 };
  for (let round = 0; round < rounds; round++) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) await loadOnce(server, requests);
  }
  const loads = { plain: await stopServer(plain), traced: await stopServer(traced), empty: await stopServer(empty) };
  return { ...loads, dropped: recorded(trace).droppedEvents };
}

/**
 * @param {string} what
 * @param {Comparison} comparison
 * @param {string} [cause] of a budget that is not met
 */
function throughput(what, { plain, traced, dropped }, cause = "") {
  const middle = median(ratesOverPlain(plain, traced));
  return {
    what,
    floor: `plain Node: ${figure(median(plain.rates), "requests/s")}`,
    measured: overPlain(plain, traced),
    budget: `≥ ${ratio(BUDGET)}`,
    met: middle >= BUDGET,
    note: dropped > 0 ? `${dropped} events were dropped` : middle < BUDGET ? cause : "",
  };
}

function ratesOverPlain(/** @type {Load} */ plain, /** @type {Load} */ other) {
  return plain.rates.map((rate, round) => /** @type {number} */ (other.rates[round]) / rate);
}

function overPlain(/** @type {Load} */ plain, /** @type {Load} */ other) {
  const ratios = ratesOverPlain(plain, other);
  return `${ratio(median(ratios))} (quartiles ${ratio(quantile(ratios, 0.25))} to ${ratio(quantile(ratios, 0.75))})`;
}

/**
 * @param {string} what
 * @param {Comparison} comparison
 * @param {(load: Load) => number} value
 * @param {string} unit
 */
function pair(what, { plain, traced }, value, unit) {
  return {
    what,
    floor: `plain Node: ${figure(value(plain), unit)}`,
    measured: `${figure(value(traced), unit)} = ${ratio(value(traced) / value(plain))}`,
    budget: "–",
  };
}

/** Microseconds of processor time. */
const perRequest = (/** @type {Load} */ { cpuMs, times }) => (cpuMs * 1000) / times.length;

/** @typedef {{ child: import("node:child_process").ChildProcess, port: number, agent: Agent, load: Load }} Server */

/**
 * @param {string} script
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Server>}
 */
async function startServer(script, env) {
  const node = /** @type {{ path: string }} */ (nodes.find(({ line }) => line === 24)).path;
  const child = spawn(node, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(createInterface(child.stdout), "line");
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return { child, port: Number(port), agent, load: { rates: [], cpuMs: 0, times: [], peakMb: 0 } };
}

/**
 * @param {Server} server
 * @param {number} requests
 */
async function loadOnce({ child, port, agent, load }, requests) {
  const cpu = processorMs(child.pid ?? 0);
  const start = performance.now();
  const times = await request(port, agent, requests);
  load.rates.push((requests * 1000) / (performance.now() - start));
  load.cpuMs += processorMs(child.pid ?? 0) - cpu;
  load.times.push(...times);
}

/** @param {Server} server */
async function stopServer({ child, agent, load }) {
  const peakMb = peakMemory(child.pid ?? 0);
  agent.destroy();
  child.stdin?.end();
  await once(child, "close");
  return { ...load, peakMb };
}

/** Milliseconds that all threads of a process ran so far, to 10 ms; Linux alone says so of another process. */
function processorMs(/** @type {number} */ pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The most memory that a process had resident so far; Linux alone says so of another process. */
function peakMemory(/** @type {number} */ pid) {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/**
 * Makes `count` requests and gives the milliseconds that each took.
 * @param {number} port
 * @param {Agent} agent
 * @param {number} count
 */
async function request(port, agent, count) {
  /** @type {number[]} */
  const times = [];
  let left = count;
  const connection = async () => {
    while (left-- > 0) {
      const start = performance.now();
      await one(port, agent);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return times;
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @returns {Promise<void>}
 */
function one(port, agent) {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/users/7", agent }, (response) => {
      response.on("end", resolve).resume();
    }).on("error", reject);
  });
}
