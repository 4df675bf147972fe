// @races
// postMessageToThread: from the main thread, to it, from worker to worker, to nobody, refused, too late, and with something to transfer.
import { writeSync } from "node:fs";
import { once } from "node:events";
import { Worker, isMainThread, parentPort, postMessageToThread, threadId } from "node:worker_threads";

const log = (...parts) => writeSync(1, `${parts.join(" ")}\n`);

/** Whoever hears something answers with what is one less, as long as that is more than nothing. */
let onEnd = () => {};
const ended = new Promise((resolve) => (onEnd = resolve));
process.on("workerMessage", async (value, source) => {
  log(threadId, "hears", typeof value === "number" ? value : value.byteLength, "from", source);
  log(new Error("of a listener").stack.split("\n").length);
  if (typeof value !== "number") return;
  if (value > 0) await answer(source, value - 1);
  else onEnd();
});

async function answer(to, value) {
  await postMessageToThread(to, value);
}

async function fail(...args) {
  try {
    await postMessageToThread(...args);
  } catch ({ code, name }) {
    log(threadId, code ?? name);
  }
}

async function ask(worker, question) {
  worker.postMessage(question);
  return (await once(worker, "message"))[0];
}

async function main() {
  const [one, two] = [new Worker(new URL(import.meta.url)), new Worker(new URL(import.meta.url))];
  await ask(one, "ready");
  await ask(two, "ready");
  await answer(1, 5);
  await ended;
  log(await ask(one, "send"));
  const bytes = new ArrayBuffer(16);
  await postMessageToThread(2, bytes, [bytes]);
  log(bytes.byteLength);
  await fail(7, "nobody");
  await fail(1, () => {});
  await fail(0, "itself");
  process.removeAllListeners("workerMessage");
  log(await ask(one, "refused"));
  for (const worker of [one, two]) {
    worker.postMessage("leave");
    await once(worker, "exit");
  }
  await fail(1, "too late");
}

async function work(question) {
  if (question === "send") await answer(2, 0);
  if (question === "refused") await fail(0, "heard by nobody");
  return question;
}

if (isMainThread) await main();
else
  parentPort.on("message", async (question) => {
    if (question === "leave") parentPort.close();
    else parentPort.postMessage(await work(question));
  });
