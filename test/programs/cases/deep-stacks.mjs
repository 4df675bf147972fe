// Errors of Node's own in calls that are watched: a stack of ten has as many of the program's frames as without tracing.
import { execFileSync, execSync, fork, spawn, spawnSync } from "node:child_process";
import vm from "node:vm";
import { MessageChannel, Worker, receiveMessageOnPort } from "node:worker_threads";

const AsyncFunction = (async () => {}).constructor;
const { port1 } = new MessageChannel();
const calls = {
  postMessage: () => port1.postMessage(() => {}),
  postMessageInvalid: () => port1.postMessage(1, 5),
  receiveMessageOnPort: () => receiveMessageOnPort({}),
  Worker: () => new Worker({}),
  WorkerExecArgv: () => new Worker("/x", { execArgv: 5 }),
  WorkerData: () => new Worker("/x", { workerData: () => {} }),
  WorkerCalled: () => Worker("/x"),
  spawn: () => spawn(5),
  spawnSync: () => spawnSync(5),
  execSync: () => execSync("exit 3", { stdio: "ignore" }),
  execFileSync: () => execFileSync("/nonexistent"),
  fork: () => fork(5),
  kill: () => process.kill(process.pid, "SIGFOO"),
  createContext: () => vm.createContext(5),
  Script: () => new vm.Script("a b", { filename: `${import.meta.dirname}/made.js` }),
  ScriptCalled: () => vm.Script("a"),
  compileFunction: () => vm.compileFunction("a b", [], { filename: `${import.meta.dirname}/made.js` }),
  toString: () => Function.prototype.toString.call({}),
  AsyncFunction: () => new AsyncFunction("a b"),
  getterOfMessage: () => port1.postMessage({ get value() { return deep(12, () => { throw new Error("getter"); }); } }),
  getterOfWorker: () => new Worker("/x", { get argv() { return deep(12, () => { throw new Error("getter"); }); } }),
  getterOfSpawnSync: () => spawnSync("node", { get env() { return deep(12, () => { throw new Error("getter"); }); } }),
  runInThisContext: () => new vm.Script("throw new Error()", { filename: "made.js" }).runInThisContext(),
  AsyncFunctionCalled: () => AsyncFunction("a b"),
};

function deep(depth, call) {
  return depth === 0 ? call() : deep(depth - 1, call);
}

for (const [name, call] of Object.entries(calls)) {
  try {
    deep(12, call);
  } catch (error) {
    const stack = name === "runInThisContext" ? error.stack.split("\n").slice(0, 8).join("\n") : error.stack;
    console.log(name, stack.replaceAll(/\(node:internal.*?\)/g, "(node)"), Error.stackTraceLimit);
  }
}
console.log(Worker, AsyncFunction, Reflect.ownKeys(AsyncFunction), AsyncFunction("return 1") instanceof AsyncFunction);
class Named extends Worker {
  constructor() {
    super("", { eval: true });
    this.name = "named";
  }
}
const made = new Named();
console.log(made instanceof Worker, made.constructor.name, Object.getPrototypeOf(made) === Named.prototype, made.name, made.threadId);
port1.close();
await 1;
