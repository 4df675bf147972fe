/**
 * The long proofs, each as a function that runs one round: a smoke test runs a few rounds, `npm run soak` as many as the
 * scorecard wants.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { readTrace } from "../../runtime/trace-text.ts";
import type { NodeLine } from "../programs.ts";
import { type Content, type Lab, type Traced, tasksOf } from "./run.ts";

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly ms: number;
}

/** Tasks without end; it prints the machine's monotonic clock after each, so that what it did is known when it is gone. */
const BUSY = `
const { writeSync } = require("node:fs");
async function child(ms) { if (ms > 0) await new Promise((done) => setTimeout(done, ms)); else await null; }
async function round(count) {
  await child(count % 7 === 0 ? 1 : 0);
  const until = performance.now() + (count % 5) * 0.2;
  while (performance.now() < until);
}
async function main() {
  for (let count = 1; ; count++) {
    await round(count);
    writeSync(1, count + " " + process.hrtime.bigint() + "\\n");
  }
}
main();`;

export interface Kill {
  /** Time between the last event of the trace and the last thing that the program itself told, milliseconds; 0 at least. */
  readonly lostMs: number;
}

/** Kills a busy program between these milliseconds after its first line. Throws where the trace says what is not so. */
export async function killAtRandom(lab: Lab, line: NodeLine, number: number, [fromMs, toMs]: readonly [number, number]): Promise<Kill> {
  const program = { file: `busy-${number}.cjs`, source: BUSY };
  const traced = await lab.traced(program, line, {
    async onStart(child) {
      await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
      await sleep(fromMs + Math.random() * (toMs - fromMs));
      child.kill("SIGKILL");
    },
  });
  const { model, stdout } = traced;
  if (traced.end !== "SIGKILL") throw new Error(`ended by ${traced.end}: ${traced.stderr}`);
  if (model.losses.missingChunks + model.losses.droppedEvents > 0) throw new Error(JSON.stringify(model.losses));
  // Damage can only be the last chunk, which the kill cut in two.
  if (model.losses.damagedChunks > 1) throw new Error(`${model.losses.damagedChunks} damaged chunks`);
  const { anchor } = model.threads[0]!.start;
  const [, last = "0"] = stdout.trimEnd().split("\n").at(-1)!.split(" ");
  const toldMs = Number(BigInt(last) - BigInt(anchor.monotonicNs)) / 1e6;
  expectNoEndedTaskOpen(traced, toldMs);
  return { lostMs: Math.max(0, toldMs - model.endMs) };
}

/** Calls come one after another: of the rounds all but the last have ended, and the last may be cut off by the kill. */
function expectNoEndedTaskOpen({ model }: Traced, toldMs: number): void {
  const open = tasksOf(model).filter((task) => !task.endsWith("fulfilled"));
  const allowed = ["main pending", "round pending", "child pending"];
  const strange = open.filter((task) => !allowed.includes(task));
  if (strange.length > 0 || open.length > 3) throw new Error(`at ${toldMs} ms: ${open.join(", ")}`);
}

export interface Overload {
  readonly produced: number;
  readonly stored: number;
  readonly dropped: number;
  readonly spentMs: number;
}

/** A burst of `calls` × 4 events into rings of 64 records, beside a loop that keeps both cores busy. */
export async function overload(lab: Lab, line: NodeLine, number: number, calls: number): Promise<Overload> {
  const source = `
const { Worker } = require("node:worker_threads");
const rivals = [1, 2].map(() => new Worker("for (;;);", { eval: true, env: require("node:worker_threads").SHARE_ENV, execArgv: [] }));
async function child() {}
async function main() { for (let call = 0; call < ${calls}; call++) await child(); }
const start = performance.now();
main().then(() => { console.log(performance.now() - start); process.exit(0); });`;
  const program = { file: `burst-${number}.cjs`, source };
  const traced = await lab.traced(program, line, { bufferBytes: 2048 });
  const { model, stdout, end, stderr } = traced;
  if (end !== 0) throw new Error(`ended by ${end}: ${stderr}`);
  const produced = 2 + 4 * calls;
  if (model.losses.damagedChunks + model.losses.missingChunks > 0) throw new Error(JSON.stringify(model.losses));
  const stored = countTaskEvents(traced.bytes);
  return { produced, stored, dropped: model.losses.droppedEvents, spentMs: Number(stdout) };
}

/** Of one thread's tasks; turns, causes and links are events too, but none of the burst. */
function countTaskEvents(bytes: Uint8Array): number {
  return readTrace(bytes).events.filter((event) => /^(?:call|end|suspend|resume) /.test(event)).length;
}

/** What a process with workers, forks and, where there is one, `execve` leaves behind: every stream by itself. */
export async function manyStreams(lab: Lab, line: NodeLine, number: number, forks: number): Promise<string[]> {
  const source = `
const { fork } = require("node:child_process");
const { isMainThread, Worker, parentPort } = require("node:worker_threads");
async function child() {}
async function work() { for (let at = 0; at < 20; at++) await child(); }
if (!isMainThread) work().then(() => { parentPort.postMessage(1); setInterval(() => {}, 1000); });
else if (process.argv[2] === "fork") work();
else if (process.env.AGAIN) work();
else main();
async function main() {
  await work();
  const workers = [1, 2, 3].map(() => new Promise((done) => {
    const worker = new Worker(__filename);
    worker.on("message", () => worker.terminate()).on("exit", done);
  }));
  const forks = Array.from({ length: ${forks} }, () => new Promise((done) => fork(__filename, ["fork"]).on("exit", done)));
  await Promise.all([...workers, ...forks]);
  if (process.execve) process.execve(process.execPath, [process.execPath, "--no-warnings", __filename], { ...process.env, AGAIN: "1" });
}`;
  const program = { file: `streams-${number}.cjs`, source, nodeArgs: ["--no-warnings"] };
  const { model, end, stderr } = await lab.traced(program, line);
  if (end !== 0) throw new Error(`ended by ${end}: ${stderr}`);
  const { droppedEvents, damagedChunks, missingChunks } = model.losses;
  if (droppedEvents + damagedChunks + missingChunks > 0) throw new Error(JSON.stringify(model.losses));
  const open = tasksOf(model).filter((task) => !task.endsWith("fulfilled") && task !== "main pending");
  if (open.length > 0) throw new Error(open.join(", "));
  return model.threads.map(({ start, end: last }) => `${start.threadKind} ${last?.ending ?? last?.exitCode ?? "?"}`);
}

/** `count` processes, eight at a time, each with a few tasks; all of them in one trace. */
export async function manyProcesses(lab: Lab, line: NodeLine, count: number) {
  const source = `
const { fork } = require("node:child_process");
async function child() {}
async function work() { for (let at = 0; at < 20; at++) await child(); }
async function one() { await work(); await new Promise((done) => fork(__filename, ["fork"]).on("exit", done)); }
async function lane(left) { while (left-- > 0) await one(); }
if (process.argv[2] === "fork") work();
else Promise.all(Array.from({ length: 8 }, () => lane(${count / 8}))).then(() => console.log("done"));`;
  return lab.tracedLong({ file: `processes-${count}.cjs`, source }, line);
}

/** Memory of a traced program that makes `rounds` × 1,000 tasks, all while one stays open: bytes at its start and end. */
export async function memoryOf(lab: Lab, line: NodeLine, rounds: number, traced: boolean) {
  const source = `
async function child() { await null; }
async function open() { await new Promise(() => {}); }
async function main() {
  open();
  const look = () => { gc(); gc(); const { rss, heapUsed } = process.memoryUsage(); return { rss, heapUsed, ms: performance.now() }; };
  let first;
  for (let round = 0; round < ${rounds}; round++) {
    for (let call = 0; call < 1000; call++) await child();
    if (round % 20 === 0) await new Promise((done) => setTimeout(done, 1));
    if (round === Math.floor(${rounds} / 4)) first = look();
  }
  // What getrusage calls the maximum is the parent's, which it was before \`exec\`.
  const peak = Number(/VmHWM:\\s+(\\d+)/.exec(require("node:fs").readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
  console.log(JSON.stringify({ first, last: look(), peak }));
}
main();`;
  const program = { file: `memory-${rounds}.cjs`, source, nodeArgs: ["--expose-gc"] };
  const end = traced ? await lab.tracedLong(program, line) : await lab.plain(program, line);
  const memory = JSON.parse(end.stdout) as Record<"first" | "last", Memory> & { readonly peak: number };
  return { ...memory, content: "content" in end ? (end.content as Content) : null };
}

export function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[all.length >> 1]!;
}
