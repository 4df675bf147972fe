// @races
import { Worker, isMainThread, parentPort, workerData, threadId } from "node:worker_threads";
if (isMainThread) {
  const run = (data, options = {}) => new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data, ...options });
    worker.on("message", (message) => console.log("message", message));
    worker.on("error", (error) => { console.log("error", error.message, error.stack.split("\n")[1]?.trim()); });
    worker.on("exit", resolve);
  });
  console.log(await run("plain"), await run("own env", { env: { X: "1" } }), await run("own arguments", { execArgv: ["--no-warnings"] }), await run("throws"));
  console.log(Worker.name, Worker.length, Worker.toString().slice(0, 30), Worker.prototype.constructor === Worker);
  class Mine extends Worker {}
  const mine = new Mine("require('worker_threads').parentPort.postMessage('eval')", { eval: true });
  console.log(mine instanceof Worker, mine instanceof Mine, mine.constructor.name, await new Promise((r) => mine.once("message", r)));
} else {
  const answer = async () => { await new Promise((r) => setTimeout(r, 1)); if (workerData === "throws") throw new Error("in worker"); return `${workerData} ${process.env.X ?? ""} ${process.execArgv} ${"AWAITSCOPE" in process.env} ${process.env.NODE_OPTIONS}`; };
  parentPort.postMessage(await answer());
}
