/**
 * All threads on one axis: workers and forked processes play ping-pong, note the machine's clock around what is traced,
 * and the trace has the same moments, to within a millisecond.
 */
import { afterAll, expect, test } from "vitest";
import type { Model } from "../../../src/model/types.ts";
import { NODE_LINES } from "../programs.ts";
import { Lab } from "../whole/run.ts";
import { leastOf, machineToAxis, readStamps, tasksNamed } from "./stamps.ts";

const lab = new Lab();
afterAll(() => lab.remove());

const ROUNDS = 20;

/** Every thread prints what it noted, a line a call: when `answer` was called and ended, by the machine's clock. */
const SOURCE = `
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { isMainThread, parentPort, threadId, Worker } from "node:worker_threads";
const now = () => Number(process.hrtime.bigint()) / 1e6;
const self = new URL(import.meta.url);
const log = [];
const note = (name, from, to) => log.push(\`\${name} \${process.pid} \${threadId} \${from} \${to}\`);

function noteSend(send, message) {
  const before = now();
  send(message);
  note("sent", before, now());
}

async function answer() { await null; }

async function play(send, from) {
  for (let round = 0; round < ${ROUNDS}; round++) {
    const called = now();
    const done = answer();
    const returned = now();
    note("called", called, returned);
    await done;
    const next = once(from, "message");
    noteSend(send, "ping");
    await next;
  }
  noteSend(send, "end");
}

function reply(send, from, close) {
  from.on("message", (message) => {
    if (message === "end") return close();
    const called = now();
    answer();
    note("called", called, now());
    noteSend(send, "pong");
  });
}

const print = () => writeSync(1, log.join("\\n") + "\\n");
if (!isMainThread) {
  reply((message) => parentPort.postMessage(message), parentPort, () => { print(); parentPort.close(); });
} else if (process.send) {
  reply((message) => process.send(message), process, () => { print(); process.disconnect(); });
} else {
  const workers = [new Worker(self), new Worker(self)];
  const child = fork(self);
  const others = [child, ...workers];
  const exits = others.map((other) => once(other, "exit"));
  await Promise.all(others.map((other) => once(other, other === child ? "spawn" : "online")));
  await Promise.all([
    ...workers.map((worker) => play((message) => worker.postMessage(message), worker)),
    play((message) => child.send(message), child),
  ]);
  await Promise.all(exits);
  print();
}
`;

/** Of each moment of `rows` the least that the trace's time lies outside what the program noted before and after it; the worst of all. */
function worstOff(model: Model, noted: readonly number[][], rows: readonly { thread: number; ms: number }[]): number {
  const toAxis = machineToAxis(model);
  let worst = 0;
  let compared = 0;
  for (const [thread, { start }] of model.threads.entries()) {
    const own = noted.filter(([pid, id]) => pid === start.pid && id === start.thread);
    const times = rows.filter((row) => row.thread === thread).map(({ ms }) => ms);
    if (own.length === 0) continue;
    expect(times.length).toBe(own.length);
    compared++;
    // What the program noted says something: the moment lies in a narrow place.
    worst = Math.max(worst, Math.min(...own.map(([, , from, to]) => to! - from!)));
    for (const [at, ms] of times.toSorted((a, b) => a - b).entries()) {
      const [, , from, to] = own[at]!;
      worst = Math.max(worst, toAxis(from!) - ms, ms - toAxis(to!));
    }
  }
  expect(compared).toBe(4);
  return worst;
}

test.each(NODE_LINES)("moments of four threads lie where their own clocks have them, on Node %i", async (line) => {
  const least = await leastOf(3, 0.2, async () => {
    const { stdout, model } = await lab.traced({ file: "axis.mjs", source: SOURCE }, line);
    const { tasks, messages } = model;
    const stamps = readStamps(stdout);
    expect(new Set(stamps.get("called")!.map(([pid, id]) => `${pid}/${id}`)).size).toBe(4);
    const calls = tasksNamed(model, "answer").map((task) => ({ thread: tasks.thread[task]!, ms: tasks.startMs[task]! }));
    expect(calls.length).toBe(6 * ROUNDS);
    const sent = Array.from({ length: messages.length }, (_, row) => row).filter((row) => messages.fromThread[row]! >= 0);
    const own = sent.map((row) => ({ thread: messages.fromThread[row]!, ms: messages.sentMs[row]! }));
    expect(own.length).toBeGreaterThanOrEqual(6 * ROUNDS);
    // No message arrives before it was sent, on whichever thread.
    const way = sent.filter((row) => messages.toThread[row]! >= 0).map((row) => messages.receivedMs[row]! - messages.sentMs[row]!);
    expect(way.length).toBeGreaterThanOrEqual(6 * ROUNDS);
    const early = Math.max(0, -Math.min(...way));
    const worst = [worstOff(model, stamps.get("called")!, calls), worstOff(model, stamps.get("sent")!, own), early];
    return Math.max(...worst);
  });
  expect(least).toBeLessThan(1);
});
