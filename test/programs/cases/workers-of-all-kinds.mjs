// @races
import { once } from "node:events";
import { isMainThread, MessageChannel, MessagePort, parentPort, receiveMessageOnPort, SHARE_ENV, Worker, workerData } from "node:worker_threads";

const self = new URL(import.meta.url);

async function finish(worker) {
  const messages = [];
  worker.on("message", (message) => messages.push(message));
  const [code] = await once(worker, "exit");
  return JSON.stringify([...messages, code]);
}

/** Passes the port it is given on to a worker of its own, which answers. */
async function nested() {
  const [{ port, depth }] = await once(parentPort, "message");
  if (depth === 0) {
    port.postMessage("from the innermost");
    port.postMessage("once more");
    port.close();
  } else {
    const worker = new Worker(self, { workerData: "nested" });
    worker.postMessage({ port, depth: depth - 1 }, [port]);
    await once(worker, "exit");
  }
  parentPort.close();
}

async function echo() {
  parentPort.on("message", async (message) => {
    await null;
    parentPort.postMessage(`echo ${message}`);
    if (message === "last") parentPort.close();
  });
}

async function options() {
  await null;
  parentPort.postMessage([process.execArgv, process.argv.slice(2), process.env.X, process.env.NODE_OPTIONS, "AWAITSCOPE" in process.env]);
  console.log("to its own stdout");
}

const evaluated = `
const { parentPort, workerData } = require("node:worker_threads");
async function inText() { await null; return workerData.word; }
inText().then((word) => {
  parentPort.postMessage([word, inText.toString(), new Error("x").stack.split("\\n")[1].trim()]);
  if (workerData.port) workerData.port.postMessage("by the port in the data");
});
`;

const dataUrl = new URL("data:text/javascript,import { parentPort } from 'node:worker_threads'; await 1; parentPort.postMessage('data');");

async function main() {
  const echoing = new Worker(self, { workerData: "echo" });
  const answers = finish(echoing);
  for (const message of ["one", "two", "last"]) echoing.postMessage(message);
  console.log("echo", await answers);

  const { port1, port2 } = new MessageChannel();
  const outer = new Worker(self, { workerData: "nested" });
  outer.postMessage({ port: port2, depth: 1 }, [port2]);
  await once(outer, "exit");
  for (let taken; (taken = receiveMessageOnPort(port1)); ) console.log("taken", taken.message);
  port1.close();

  console.log("text", await finish(new Worker(evaluated, { eval: true, workerData: { word: "plain" } })));
  const data = new MessageChannel();
  const heard = once(data.port1, "message");
  console.log("port in data", await finish(new Worker(evaluated, { eval: true, workerData: { word: "port", port: data.port2 }, transferList: [data.port2] })));
  console.log((await heard)[0].data ?? (await heard)[0]);
  data.port1.close();
  console.log("no code", await finish(new Worker("await", { eval: true }).on("error", (error) => console.log(error.name))).catch((error) => error.name));
  console.log("url", await finish(new Worker(dataUrl))));

  process.env.X = "shared";
  for (const [name, given] of Object.entries({
    shared: { env: SHARE_ENV },
    "shared, arguments": { env: SHARE_ENV, execArgv: ["--no-warnings"] },
    "no arguments": { execArgv: [] },
    "empty environment": { env: {}, execArgv: [] },
    "own arguments": { argv: ["a", "b"] },
    limits: { resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: 2 }, name: "limited" },
    descriptors: { trackUnmanagedFds: false },
    streams: { stdin: true, stdout: true, stderr: true },
  })) {
    const worker = new Worker(self, { workerData: "options", ...given });
    const chunks = [];
    worker.stdout.on("data", (chunk) => chunks.push(chunk));
    console.log(name, await finish(worker), given.stdout ? String(Buffer.concat(chunks)).trim() : "");
  }

  console.log(Object.keys(new MessageChannel()), MessagePort.prototype.postMessage.name, MessagePort.prototype.postMessage.length, String(MessagePort.prototype.postMessage), String(receiveMessageOnPort).slice(0, 36));
  try {
    new Worker(self, { workerData: () => {} });
  } catch (error) {
    console.log(error.name, error.message);
  }
  const { port1: a, port2: b } = new MessageChannel();
  try {
    a.postMessage(() => {});
  } catch (error) {
    console.log(error.name, error.message, error.stack.split("\n").length);
  }
  a.postMessage("good");
  const event = await new Promise((resolve) => {
    b.onmessage = resolve;
  });
  console.log(event.data, event.ports.length);
  b.close();
}

if (isMainThread) await main();
else if (workerData === "nested") await nested();
else if (workerData === "echo") await echo();
else await options();
