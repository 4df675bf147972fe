// What workers can see of their surroundings.
import { once } from "node:events";
import * as threads from "node:worker_threads";

const { Worker, isMainThread, parentPort, workerData } = threads;

async function run(file, options) {
  const worker = new Worker(new URL(file, import.meta.url), options);
  console.log(file, worker.threadId, Object.keys(worker), worker.eventNames(), worker.resourceLimits.stackSizeMb, await once(worker, "exit"), worker.threadId);
}

if (isMainThread) {
  await run("./globals.mjs");
  await run("./globals.cjs");
  await run(import.meta.url, { workerData: "shared", env: threads.SHARE_ENV });
  await run(import.meta.url, { argv: ["one"], execArgv: ["--no-warnings"], env: { ONLY: "this" }, name: "named", resourceLimits: { stackSizeMb: 2 } });
  console.log(process.getActiveResourcesInfo(), process.eventNames());
} else {
  await new Promise((done) => setTimeout(done, 1));
  console.log(workerData, threads.threadId, Object.keys(threads), threads.resourceLimits, threads.threadName, threads.isInternalThread);
  console.log(parentPort.eventNames(), parentPort.listenerCount?.("message"), Object.keys(parentPort), parentPort.hasRef?.());
  console.log(process.argv.slice(2), process.execArgv, Object.keys(process.env).filter((key) => !/^(?:npm|PWD|SHLVL|_$)/.test(key)).length, process.env.ONLY);
  console.log(process.getActiveResourcesInfo(), process.eventNames(), process.stdin === null, process.title.length > 0);
  console.log(threads.getEnvironmentData("anything"), threads.receiveMessageOnPort(new threads.MessageChannel().port1));
  console.log(Reflect.ownKeys(Worker).map(String), Reflect.ownKeys(Worker.prototype).map(String), Worker.name, Worker.length);
}
