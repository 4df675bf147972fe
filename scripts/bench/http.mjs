// Requests a second of a server with five awaits a request, at full load, plain and traced.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { figure, inFolder, median, nodes, program, quantile, ratio, recorded, tracedEnv } from "./lib.mjs";

const BUDGET = 0.95;
const CONNECTIONS = 32;

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const node = nodes.find(({ line }) => line === 24)?.path ?? process.execPath;
    const trace = join(folder, "http.awaitscope");
    const requests = quick ? 2000 : 40_000;
    let dropped = 0;
    /** @type {{ plain: number, traced: number }[]} */
    const rounds = [];
    for (let round = 0; round < (quick ? 1 : 9); round++) {
      const plain = () => requestsPerSecond(node, process.env, requests);
      const traced = () => requestsPerSecond(node, tracedEnv(trace, { cache: "" }), requests);
      // One right after the other, each first every other time: what the machine does meanwhile hits both.
      if (round % 2 === 0) rounds.push({ plain: await plain(), traced: await traced() });
      else rounds.push({ traced: await traced(), plain: await plain() });
      dropped += recorded(trace).droppedEvents;
    }
    const ratios = rounds.map(({ plain, traced }) => traced / plain);
    const middle = median(ratios);
    return [
      {
        what: "HTTP server at full load, five awaits a request",
        floor: `plain Node: ${figure(median(rounds.map(({ plain }) => plain)), "requests/s")}`,
        measured: `${ratio(middle)} (quartiles ${ratio(quantile(ratios, 0.25))} to ${ratio(quantile(ratios, 0.75))})`,
        budget: `≥ ${ratio(BUDGET)}`,
        met: middle >= BUDGET,
        note: dropped > 0 ? `${dropped} events were dropped` : "",
      },
    ];
  });

/**
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @param {number} requests
 */
async function requestsPerSecond(node, env, requests) {
  const server = spawn(node, [program("server.mjs")], { env, stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(createInterface(server.stdout), "line");
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  await load(Number(port), agent, requests / 10);
  const start = performance.now();
  await load(Number(port), agent, requests);
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  server.stdin.end();
  await once(server, "close");
  return requests / seconds;
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @param {number} requests
 */
async function load(port, agent, requests) {
  let left = requests;
  const connection = async () => {
    while (left-- > 0) await request(port, agent);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @returns {Promise<void>}
 */
function request(port, agent) {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/users/7", agent }, (response) => {
      response.on("end", resolve).resume();
    }).on("error", reject);
  });
}
