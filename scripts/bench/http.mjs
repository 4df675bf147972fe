// Servers at full load from a process of their own: requests per second and slow requests, plain and traced in turn;
// and the most memory that the server took.
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

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const trace = join(folder, "http.awaitscope");
    const bare = await compare(program("server.mjs"), { trace, requests: quick ? 2000 : 40_000, quick });
    // Where fastify can be found from.
    const peers = await installPackages(join(root, "scripts/bench/peers"), "peers");
    cpSync(program("server-fastify.mjs"), join(peers, "server-fastify.mjs"));
    const real = await compare(join(peers, "server-fastify.mjs"), { trace, requests: quick ? 500 : 8000, quick });
    return [
      throughput("HTTP server at full load, five awaits a request", bare),
      throughput("The same with fastify and a store of files", real),
      pair("Its slowest request in a hundred", real, ({ p99Ms }) => p99Ms, "ms"),
      pair("Its peak memory", real, ({ peakMb }) => peakMb, "MB"),
    ];
  });

/**
 * @typedef {object} Load
 * @property {number} rate requests per second
 * @property {number} p99Ms
 * @property {number} peakMb
 */

/** @typedef {{ rounds: { plain: Load, traced: Load }[], dropped: number }} Comparison */

/**
 * @param {string} server
 * @param {{ trace: string, requests: number, quick: boolean }} options
 * @returns {Promise<Comparison>}
 */
async function compare(server, { trace, requests, quick }) {
  const node = /** @type {{ path: string }} */ (nodes.find(({ line }) => line === 24)).path;
  let dropped = 0;
  const plain = () => load(node, server, process.env, requests);
  const traced = async () => {
    const loaded = await load(node, server, tracedEnv(trace, { cache: "" }), requests);
    dropped += recorded(trace).droppedEvents;
    return loaded;
  };
  /** @type {Comparison["rounds"]} */
  const rounds = [];
  for (let round = 0; round < (quick ? 1 : 9); round++) {
    // One right after the other, each first every other time: what the machine does meanwhile hits both.
    if (round % 2 === 0) rounds.push({ plain: await plain(), traced: await traced() });
    else rounds.push({ traced: await traced(), plain: await plain() });
  }
  return { rounds, dropped };
}

/**
 * @param {string} what
 * @param {Comparison} comparison
 */
function throughput(what, { rounds, dropped }) {
  const ratios = rounds.map(({ plain, traced }) => traced.rate / plain.rate);
  const middle = median(ratios);
  return {
    what,
    floor: `plain Node: ${figure(median(rounds.map(({ plain }) => plain.rate)), "requests/s")}`,
    measured: `${ratio(middle)} (quartiles ${ratio(quantile(ratios, 0.25))} to ${ratio(quantile(ratios, 0.75))})`,
    budget: `≥ ${ratio(BUDGET)}`,
    met: middle >= BUDGET,
    note: dropped > 0 ? `${dropped} events were dropped` : "",
  };
}

/**
 * @param {string} what
 * @param {Comparison} comparison
 * @param {(load: Load) => number} value
 * @param {string} unit
 */
function pair(what, { rounds }, value, unit) {
  const plain = median(rounds.map((round) => value(round.plain)));
  const traced = median(rounds.map((round) => value(round.traced)));
  return {
    what,
    floor: `plain Node: ${figure(plain, unit)}`,
    measured: `${figure(traced, unit)} = ${ratio(traced / plain)}`,
    budget: "–",
  };
}

/**
 * @param {string} node
 * @param {string} script
 * @param {NodeJS.ProcessEnv} env
 * @param {number} requests
 * @returns {Promise<Load>}
 */
async function load(node, script, env, requests) {
  const server = spawn(node, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(createInterface(server.stdout), "line");
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  await request(Number(port), agent, requests / 10);
  const start = performance.now();
  const times = await request(Number(port), agent, requests);
  const seconds = (performance.now() - start) / 1000;
  const peakMb = peakMemory(server.pid ?? 0);
  agent.destroy();
  server.stdin.end();
  await once(server, "close");
  return { rate: requests / seconds, p99Ms: quantile(times, 0.99), peakMb };
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
