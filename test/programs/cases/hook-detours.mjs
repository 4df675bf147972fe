// What Node runs otherwise where any hook of async_hooks is enabled: microtasks and ends of streams have the frames and ids that they have without.
import { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId, executionAsyncResource } from "node:async_hooks";
import fs from "node:fs";
import { finished, PassThrough, pipeline, Readable, Writable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";
import { getCallSites } from "node:util";

// Those of the loop depend on what is due at once.
const ofLoop = /\b(?:runNextTicks|listOnTimeout|processTimers|processTicksAndRejections)\b/;
const frames = (stack) => stack.split("\n").slice(1).map((line) => line.replace(/^ +at |\(?node:.*?\)?$/g, "").trim()).filter((line) => !ofLoop.test(line));
const sites = () => getCallSites().filter(({ functionName }) => !ofLoop.test(functionName)).length;
const show = (name) => console.log(name, frames(new Error().stack), sites(), executionAsyncId() > 1, executionAsyncResource()?.constructor?.name);
const shown = (name) => () => show(name);

await null;
queueMicrotask(shown("microtask"));
queueMicrotask(async () => {
  show("async");
  await null;
  show("behind an await");
});
new AsyncLocalStorage().run(1, () => queueMicrotask(shown("in a store")));
setTimeout(() => queueMicrotask(() => queueMicrotask(shown("nested"))), 1);
const stream = new ReadableStream({
  pull(controller) {
    show("pull");
    controller.close();
  },
});
await stream.getReader().read();
finished(Readable.from(["a"]).resume(), shown("finished"));
finished(new PassThrough().destroy(), shown("destroyed"));
pipeline(Readable.from(["b"]), new PassThrough(), new Writable({ write: (_, __, done) => done() }), shown("pipeline"));
await sleep(10);

const seen = [];
const hook = createHook({ init: (_, type) => type === "Microtask" && seen.push(type), before() {}, after() {} }).enable();
queueMicrotask(shown("with a hook"));
await sleep(2);
hook.disable();
queueMicrotask(shown("without it"));
await sleep(2);
console.log(seen, hook.enable, hook.enable.length, String(hook.disable), Object.getOwnPropertyNames(Object.getPrototypeOf(hook)));

const stat = () => new Promise((done) => fs.stat(".", () => done(show("stat"))));
for (const callbacks of [{ before() {} }, { after() {} }]) {
  const other = createHook(callbacks).enable();
  await stat();
  other.disable();
  await stat();
}

const own = new AsyncResource("Microtask");
own.runInAsyncScope((...args) => console.log(executionAsyncId() === own.asyncId(), args), null, 1, 2);
own.runInAsyncScope(shown("own"));
queueMicrotask(() => {
  throw new Error("uncaught");
});
