// What scheduled a task that no other one called: a timer, an immediate, a tick, a microtask, an event, a request.
import { AsyncResource } from "node:async_hooks";
import { EventEmitter, once } from "node:events";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const done = new EventEmitter();
async function inTimer() { await sleep(20); done.emit("timer"); }
async function inInterval() {}
async function inImmediate() {}
async function inTick() {}
async function inMicrotask() {}
async function inReaction() {}
async function inEvent() {}
async function inResource() { done.emit("resource"); }
async function onRequest(response) { await sleep(5); response.end("done"); }
async function afterTick() {}

async function schedule() {
  await sleep(1);
  let times = 0;
  const intervals = Promise.withResolvers();
  const interval = setInterval(() => {
    inInterval();
    process.nextTick(inTick); // scheduled by no task, in the timer's turn
    if (++times === 2) intervals.resolve(clearInterval(interval));
  }, 60);
  setImmediate(inImmediate);
  process.nextTick(() => inTick());
  queueMicrotask(() => inMicrotask());
  Promise.resolve().then(inReaction);
  done.on("event", inEvent);
  const resource = new AsyncResource("Mine");
  setTimeout(() => resource.runInAsyncScope(inResource), 10);
  await once(done, "resource");
  await intervals.promise;
  setTimeout(inTimer, 2);
  await once(done, "timer");
}

async function main() {
  await schedule();
  setTimeout(() => done.emit("event"), 1);
  process.nextTick(() => process.nextTick(() => afterTick()));
  const server = http.createServer((request, response) => { onRequest(response); });
  server.listen(0);
  await once(server, "listening");
  const [response] = await once(http.get({ port: server.address().port, agent: false }), "response");
  console.log(response.statusCode);
  response.resume();
  server.close();
}
await main();
