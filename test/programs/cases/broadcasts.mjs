// @races
// BroadcastChannel: to several threads, to others of the same name in the same thread, back and forth, by two names, joined late, closed, taken
// by hand, refused, and beside a message port of the same thread.
import { writeSync } from "node:fs";
import { once } from "node:events";
import { BroadcastChannel, Worker, isMainThread, parentPort, receiveMessageOnPort, threadId } from "node:worker_threads";

const log = (...parts) => writeSync(1, `${parts.join(" ")}\n`);
const asks = new BroadcastChannel("asks");

async function next(channel) {
  const { data } = await new Promise((resolve) => (channel.onmessage = resolve));
  return data;
}

/** All answers but the asker's own: who answers first is the machine's. */
async function all(channel, count) {
  const found = [];
  while (found.length < count) found.push(await next(channel));
  return found.sort().join();
}

async function work() {
  const [answers, counts] = [new BroadcastChannel("answers"), new BroadcastChannel("counts")];
  parentPort.postMessage("joined");
  for (;;) {
    const question = await next(asks);
    if (question === "leave") break;
    // One after the other, so that nobody has to wait for a thread that a busy machine has stopped.
    await new Promise((resolve) => setTimeout(resolve, threadId * 60));
    if (typeof question === "number") counts.postMessage(question + threadId);
    else answers.postMessage(`${question} ${threadId}`);
  }
  // What the other worker told this one is still to be heard.
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const channel of [asks, answers, counts]) channel.close();
}

function start() {
  return new Worker(new URL(import.meta.url));
}

async function main() {
  const [answers, counts] = [new BroadcastChannel("answers"), new BroadcastChannel("counts")];
  asks.postMessage("heard by nobody");
  const one = start();
  await once(one, "message");
  asks.postMessage("first");
  log(await all(answers, 1));
  const two = start();
  await once(two, "message");
  asks.postMessage("second");
  log(await all(answers, 2));
  asks.postMessage(10);
  log(await all(counts, 2));

  const [here, there] = [new BroadcastChannel("here"), new BroadcastChannel("here")];
  here.postMessage("taken");
  log(receiveMessageOnPort(there).message, receiveMessageOnPort(there), receiveMessageOnPort(here));
  try {
    here.postMessage(() => {});
  } catch ({ name }) {
    log(name);
  }
  here.postMessage("after the refused one");
  log(await next(there));
  there.postMessage("back");
  log(await next(here));
  here.close();
  there.postMessage("heard by nobody");
  there.close();
  log(Object.keys(asks).length, Object.getOwnPropertyNames(asks).length, asks.name, asks instanceof BroadcastChannel);
  class Named extends BroadcastChannel {}
  try {
    new BroadcastChannel(Symbol("no text"));
  } catch ({ name }) {
    log(name);
  }
  const makeOthers = () => (new MessageChannel(), new BroadcastChannel("counts").close(), "counts");
  const named = new Named({ toString: makeOthers });
  asks.postMessage(20);
  log(...(await Promise.all([all(named, 2), all(counts, 2)])));

  asks.postMessage("leave");
  await Promise.all([once(one, "exit"), once(two, "exit")]);
  for (const channel of [asks, answers, counts, named]) channel.close();
}

if (isMainThread) await main();
else await work();
