/**
 * Ways to end. Every program calls `child` (ends), `waits` (never does) and, right before its end, `last`. What the trace
 * must say of it stands beside it: the ends of its threads, by their own word (`?`: they had no time for one).
 */
import type { NodeLine } from "../programs.ts";
import type { Program } from "./run.ts";

export interface Ending extends Program {
  readonly name: string;
  readonly ends: readonly string[];
  readonly lines: readonly NodeLine[];
  /** Numbers and addresses in the output of a crash differ from run to run. */
  readonly blur: RegExp | null;
  /** The trace cannot tell that nothing is missing before the end: what is open then is unknown. */
  readonly isUncertain: boolean;
  /** Events are lost, and counted: where the stack ends, not even a probe can run. */
  readonly loses: boolean;
}

const TASKS = `
async function child() {}
async function last() { await child(); }
async function waits() { await new Promise(() => {}); }
waits();
`;

type More = Partial<Pick<Ending, "lines" | "nodeArgs" | "blur" | "isUncertain" | "loses">> & { readonly module?: boolean };

function ending(name: string, ends: string | readonly string[], source: string, more: More = {}): Ending {
  const { module = false, lines = [22, 24, 26], nodeArgs = [], blur = null, isUncertain = false, loses = false } = more;
  const file = `${name.replace(/\W+/g, "-")}.${module ? "mjs" : "cjs"}`;
  return { name, file, source: TASKS + source, ends: [ends].flat(), lines, nodeArgs, blur, isUncertain, loses };
}

const worker = (source: string, options = "{}", extra = "") => `
const { isMainThread, Worker, parentPort } = require("node:worker_threads");
if (isMainThread) {
  const worker = new Worker(__filename, ${options});
  worker.on("error", (error) => console.log("error", error.message, error.code));
  worker.on("exit", (code) => { console.log("exit", code); last(); });
  ${extra}
} else {
  last().then(() => { ${source} });
}`;

const signals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGKILL", "SIGABRT", "SIGSEGV", "SIGUSR2"].map((signal) =>
  ending(`process.kill of itself, ${signal}`, "main ?", `last().then(() => process.kill(process.pid, "${signal}"));`),
);

const rejections = (["strict", "warn", "none", "throw", "warn-with-error-code"] as const).map((mode) =>
  ending(
    `an unhandled rejection, ${mode}`,
    `main ${mode === "warn" || mode === "none" ? 0 : 1}`,
    `process.on("exit", () => { last(); }); setTimeout(() => Promise.reject(new Error("unhandled")), 1); setTimeout(() => {}, 20);`,
    { nodeArgs: [`--unhandled-rejections=${mode}`] },
  ),
);

/** What differs from run to run, and the columns in the stack that C++ prints: those of the running code. */
const CRASH = /^(?:#.*|<---.*|.*[Nn]ative stack.*|\s*\d+: 0x.*|\[\d+:0x.*|\s*)\n|(?<=^ *\d+: .*:\d+):\d+$/gm;
/** How often C++ itself runs out of stack, and says so with the line that runs, probes and all, depends on the depth. */
const OVERFLOW = /[\s\S]+/;

export const ENDINGS: readonly Ending[] = [
  ...signals,
  ...rejections,
  ending("running dry", "main 0", "process.on('exit', () => { last(); });"),
  ending("process.exit in a promise", "main 3", "last().then(() => process.exit(3));"),
  ending("process.exit in nextTick", "main 4", "process.nextTick(() => { last(); process.exit(4); });"),
  ending("process.exit in a timer", "main 5", "setTimeout(() => { last(); process.exit(5); }, 5);"),
  ending("process.exit in an exit listener", "main 6", "process.on('exit', () => { last(); process.exit(6); });"),
  ending("process.exit at once", "main 7", "last(); process.exit(7);"),
  ending("process.exitCode", "main 8", "process.exitCode = 8; process.on('exit', () => { last(); });"),
  ending("process.reallyExit", "main ?", "last().then(() => process.reallyExit(9));", { isUncertain: true }),
  ending("an error in an exit listener", "main 1", "process.on('exit', () => { last(); throw new Error('late'); });"),
  ending(
    "an error in an exit listener after process.exit",
    "main 2",
    "process.on('exit', () => { last(); throw new Error('late'); }); process.exit(2);",
  ),
  ending("an uncaught error", "main 1", "setTimeout(() => { last(); throw new Error('uncaught'); }, 1);"),
  ending("an uncaught error at once", "main 1", "last(); throw new TypeError('at once');"),
  ending("an error that is thrown in an async function", "main 1", "(async () => { await last(); null.x; })();"),
  ending(
    "a handler of uncaught errors that goes on",
    "main 0",
    "process.on('uncaughtException', (e, from) => { console.log(e.message, from); last(); }); setTimeout(() => { throw new Error('taken'); }, 1);",
  ),
  ending(
    "a handler of uncaught errors that throws",
    "main 7",
    "process.on('uncaughtException', () => { last(); throw new Error('again'); }); setTimeout(() => { throw new Error('first'); }, 1);",
  ),
  ending(
    "a capture callback",
    "main 0",
    "process.setUncaughtExceptionCaptureCallback((e) => { console.log(e.message); last(); }); setTimeout(() => { throw new Error('captured'); }, 1);",
  ),
  ending(
    "a domain",
    "main 0",
    "const d = require('node:domain').create(); d.on('error', (e) => { console.log(e.message); last(); }); d.run(() => setTimeout(() => { throw new Error('in a domain'); }, 1));",
    { blur: /\(node:PID\).*|\(Use `node.*/g },
  ),
  ending(
    "beforeExit that begins again",
    "main 0",
    "let rounds = 0; process.on('beforeExit', () => { if (rounds++ < 3) setTimeout(() => { last(); }, 2); else console.log('done'); });",
  ),
  ending(
    "a top-level await that never ends",
    "main 13",
    "process.on('exit', () => { last(); }); await new Promise(() => {});",
    { module: true },
  ),
  ending("process.abort", "main ?", "last().then(() => process.abort());", { blur: CRASH }),
  ending(
    "the end of the stack",
    "main 1",
    "function deep() { deep(); } setTimeout(() => { last(); deep(); }, 1);",
  ),
  ending(
    "the end of the stack in an async function",
    "main 1",
    "async function deep() { await deep(); } setTimeout(() => { last(); deep(); }, 1); process.on('unhandledRejection', (e) => { console.log(e instanceof RangeError); process.exit(1); });",
    { blur: OVERFLOW, loses: true },
  ),
  ending(
    "the end of the heap",
    "main ?",
    "const kept = []; last().then(() => setTimeout(() => { for (;;) kept.push(new Array(1e4).fill(kept.length)); }, 50));",
    { nodeArgs: ["--max-old-space-size=30", "--max-semi-space-size=1"], blur: CRASH },
  ),
  ending(
    "process.execve",
    ["main - replaced", "main 11"],
    "if (process.env.AGAIN) process.on('exit', () => { last(); process.exitCode = 11; }); else last().then(() => process.execve(process.execPath, [process.execPath, __filename], { ...process.env, AGAIN: '1' }));",
    { blur: /\(node:PID\).*|\(Use `node.*/g },
  ),
  ending(
    "process.execve that is refused",
    "main 0",
    "last().then(() => { try { process.execve(1); } catch (error) { console.log(error.code); } last(); });",
    { blur: /\(node:PID\).*|\(Use `node.*/g },
  ),
  ending("a worker that runs dry", ["main 0", "worker 0"], worker("")),
  ending("a worker that exits", ["main 0", "worker 5"], worker("process.exit(5);")),
  ending("a worker with an uncaught error", ["main 0", "worker 1"], worker("setTimeout(() => { throw new Error('in the worker'); }, 1);")),
  ending(
    "a worker with an error in its exit listener",
    ["main 0", "worker 1"],
    worker("process.on('exit', () => { throw new Error('late in the worker'); });"),
  ),
  ending(
    "a worker that is terminated while it waits",
    ["main 0", "worker 1 terminated"],
    worker("setInterval(() => {}, 1000); parentPort.postMessage(1);", "{}", "worker.on('message', () => worker.terminate());"),
  ),
  ending(
    "a worker that is terminated while it spins",
    ["main 0", "worker 1 terminated"],
    worker("parentPort.postMessage(1); for (;;);", "{}", "worker.on('message', () => worker.terminate());"),
  ),
  ending(
    "a worker without memory",
    ["main 0", "worker 1 out of memory"],
    worker("const kept = []; for (;;) kept.push(new Array(1e4).fill(kept.length));", "{ resourceLimits: { maxOldGenerationSizeMb: 12 } }"),
    { blur: CRASH },
  ),
  ending(
    "a main thread that exits while a worker waits",
    ["main 12", "worker - process ended"],
    worker("setInterval(() => {}, 1000); parentPort.postMessage(1);", "{}", "worker.on('message', () => { last(); process.exit(12); });"),
  ),
  ending(
    "a main thread that exits while a worker spins",
    ["main 12", "worker - process ended"],
    worker("parentPort.postMessage(1); for (;;);", "{}", "worker.on('message', () => { last(); process.exit(12); });"),
  ),
  ending(
    "a worker's worker, when the first is terminated",
    ["main 0", "worker 1 terminated", "worker 1 terminated"],
    `
const { isMainThread, Worker, parentPort, workerData } = require("node:worker_threads");
if (isMainThread) {
  const worker = new Worker(__filename, { workerData: 1 });
  worker.on("message", () => worker.terminate());
  worker.on("exit", (code) => { console.log("exit", code); last(); });
} else if (workerData === 1) {
  new Worker(__filename, { workerData: 2 }).on("message", () => last().then(() => parentPort.postMessage(1)));
} else {
  last().then(() => { parentPort.postMessage(1); setInterval(() => {}, 1000); });
}`,
  ),
];
