// @races
// The numbers of threads, as a worker, its parent, Node's messages to threads and listeners at a worker's end see them.
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { once } from "node:events";
import threads, { Worker, isMainThread, parentPort, postMessageToThread, threadId } from "node:worker_threads";

const log = (...parts) => writeSync(1, `${parts.join(" ")}\n`);
const send = (to) => postMessageToThread(to, `for ${to}`).catch(({ code, stack }) => log(threadId, to, code, /thread-ids/.test(stack)));

process.on("workerMessage", (value, source) => log(threadId, "hears", value, "from", source));

async function ask(worker, question) {
  worker.postMessage(question);
  return (await once(worker, "message"))[0];
}

function start() {
  const worker = new Worker(new URL(import.meta.url));
  worker.on("message", (message) => log("from", worker.threadId, message));
  worker.on("exit", () => log("exit of", worker.threadId));
  return worker;
}

if (isMainThread) {
  process.on("worker", (worker) => log("made", worker.threadId));
  const [one, two] = [start(), start()];
  log(threadId, one.threadId, two.threadId);
  log(await ask(one, "who"), await ask(two, "who"));
  for (const to of [1, 2, 0, 9, -1]) await send(to);
  for (const worker of [one, two]) await ask(worker, "send");
  await ask(one, "nest");
  log(await ask(start(), "who"), String(postMessageToThread), postMessageToThread.constructor.name, postMessageToThread.length);
  for (const worker of [one, two]) {
    worker.postMessage("leave");
    await once(worker, "exit");
  }
  await send(1);
  process.exit();
} else {
  const again = createRequire(import.meta.url)("worker_threads").threadId;
  const answers = {
    who: () => [threadId, threads.threadId, again].join(),
    async send() {
      for (const to of [0, 1, 2, 3]) await send(to);
      return "sent";
    },
    async nest() {
      const nested = start();
      const said = await ask(nested, "who");
      nested.postMessage("leave");
      await once(nested, "exit");
      return said;
    },
    leave: () => process.on("exit", () => parentPort.postMessage("last")) && process.exit(),
  };
  parentPort.on("message", async (question) => parentPort.postMessage(await answers[question]()));
}
