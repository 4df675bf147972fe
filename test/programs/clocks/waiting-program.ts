/**
 * A program that awaits in every way it knows and reads its own `performance.now()` right before and right after each.
 * A line that waits is marked `// name`, and what the program notes of it has that name: a line `name thread from to`
 * each, in milliseconds of the machine's clock. All awaits of its functions are noted, but those of `main`.
 */
export const WAITING_PROGRAM = `
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile, unlink } from "node:fs/promises";
import { createServer, connect } from "node:net";
import { createInterface } from "node:readline";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { writeSync } from "node:fs";
import { setImmediate as turn, setInterval as every, setTimeout as sleep } from "node:timers/promises";
import { isMainThread, parentPort, threadId, Worker } from "node:worker_threads";
const now = () => performance.now();
const self = new URL(import.meta.url);
const log = [];
const note = (name, from, to) => log.push([name, from, to]);

function spin(ms, name) {
  const from = now();
  while (now() - from < ms);
  note("busy-" + name, from, now());
}
const later = (ms) => new Promise((done) => setTimeout(done, ms));
const failing = (ms) => new Promise((_, fail) => setTimeout(fail, ms, new Error("expected")));
const thenable = (ms) => ({ then: (done) => void setTimeout(done, ms) });

async function timers() {
  for (const ms of [0, 3, 8, 21]) {
    const made = later(ms);
    const from = now();
    await made; // timer
    note("timer", from, now());
  }
}
async function promisedTimers() {
  for (const ms of [1, 5, 13, 17]) {
    const made = sleep(ms);
    const from = now();
    await made; // sleep
    note("sleep", from, now());
  }
  for (let round = 0; round < 20; round++) {
    const made = turn();
    const from = now();
    await made; // immediate
    note("immediate", from, now());
  }
}
async function values() {
  for (let round = 0; round < 200; round++) {
    const from = now();
    await round; // value
    note("value", from, now());
  }
}
async function rejections() {
  for (const ms of [2, 9]) {
    const made = failing(ms);
    const from = now();
    try {
      await made; // rejection
    } catch {
      note("rejection", from, now());
    }
  }
}
async function thenables() {
  for (const ms of [4, 11]) {
    const made = thenable(ms);
    const from = now();
    await made; // thenable
    note("thenable", from, now());
  }
}
async function files() {
  const path = process.argv[1] + "." + threadId;
  for (let round = 0; round < 3; round++) {
    const written = writeFile(path, "x".repeat(200_000));
    let from = now();
    await written; // write-file
    note("write-file", from, now());
    const read = readFile(path);
    from = now();
    await read; // read-file
    note("read-file", from, now());
  }
  const gone = unlink(path);
  const from = now();
  await gone; // unlink
  note("unlink", from, now());
}
async function sockets() {
  const server = createServer((socket) => socket.on("data", (data) => setTimeout(() => socket.write(data), 7)));
  const listening = once(server.listen(0, "127.0.0.1"), "listening");
  let from = now();
  await listening; // listening
  note("listening", from, now());
  const socket = connect(server.address().port, "127.0.0.1");
  from = now();
  await once(socket, "connect"); // connect
  note("connect", from, now());
  for (let round = 0; round < 5; round++) {
    socket.write("ping");
    from = now();
    await once(socket, "data"); // data
    note("data", from, now());
  }
  socket.destroy();
  server.close();
}
async function children() {
  for (const seconds of ["0", "0.03"]) {
    const child = spawn("sleep", [seconds], { stdio: ["ignore", "pipe", "ignore"], env: { PATH: process.env.PATH } });
    const from = now();
    await once(child, "close"); // child
    note("child", from, now());
  }
}
async function messages() {
  const worker = new Worker(self);
  let from = now();
  await once(worker, "online"); // online
  note("online", from, now());
  for (const ms of [0, 6, 12]) {
    worker.postMessage(ms);
    from = now();
    await once(worker, "message"); // message
    note("message", from, now());
  }
  worker.postMessage("end");
  from = now();
  await once(worker, "exit"); // worker-exit
  note("worker-exit", from, now());
}
async function answers() {
  for (;;) {
    const next = once(parentPort, "message");
    let from = now();
    const [ms] = await next; // asked
    note("asked", from, now());
    if (ms === "end") break;
    const made = sleep(ms);
    from = now();
    await made; // thought
    note("thought", from, now());
    parentPort.postMessage(ms);
  }
}
async function groups() {
  const all = Promise.all([later(5), later(15), 1, sleep(10)]);
  let from = now();
  await all; // all
  note("all", from, now());
  const race = Promise.race([later(30), sleep(6)]);
  from = now();
  await race; // race
  note("race", from, now());
  const any = Promise.any([failing(3), later(12)]);
  from = now();
  await any; // any
  note("any", from, now());
  const settled = Promise.allSettled([failing(3), later(9), work(14)]);
  from = now();
  await settled; // all-settled
  note("all-settled", from, now());
  from = now();
  await Promise.all([Promise.race([later(20), later(8)]), Promise.all([later(4)])]); // nested
  note("nested", from, now());
}
async function work(ms) {
  const made = later(ms);
  const from = now();
  await made; // work
  note("work", from, now());
}
async function* numbers(count) {
  for (let at = 0; at < count; at++) {
    let from = now();
    await later(4); // produced
    note("produced", from, now());
    from = now();
    yield at; // yielded
    note("yielded", from, now());
  }
}
async function consumes() {
  let from = now();
  for await (const number of numbers(5)) { // for-await
    note("for-await", from, now());
    spin(1 + (number % 2), "body");
    from = now();
  }
  note("for-await", from, now());
  const iterator = numbers(3);
  for (let done = false; !done; ) {
    from = now();
    ({ done } = await iterator.next()); // next
    note("next", from, now());
  }
}
async function streams() {
  let ticks = 0;
  let from = now();
  for await (const _ of every(5)) { // interval
    note("interval", from, now());
    from = now();
    if (++ticks === 4) break;
  }
  note("interval", from, now());
  const lines = createInterface({ input: Readable.from(slowly()) });
  from = now();
  for await (const _ of lines) { // line
    note("line", from, now());
    from = now();
  }
  note("line", from, now());
  const through = new PassThrough();
  setTimeout(() => through.end("end"), 9);
  const done = pipeline(through, new PassThrough().resume());
  from = now();
  await done; // pipeline
  note("pipeline", from, now());
}
async function* slowly() {
  for (const text of ["one\\n", "two\\n", "three\\n"]) {
    let from = now();
    await sleep(5); // slowly
    note("slowly", from, now());
    from = now();
    yield text; // handed
    note("handed", from, now());
  }
}
async function chain(depth) {
  const from = now();
  if (depth === 0) await later(10); // chain-end
  else await chain(depth - 1); // chain
  note(depth === 0 ? "chain-end" : "chain", from, now());
}
const arrows = {
  method: async () => {
    const from = now();
    const value = await later(3).then(() => later(6)).finally(() => {}); // then
    note("then", from, now());
    return value;
  },
};
async function parses(name) { spin(23, name); }
async function isHeldUp() {
  setTimeout(() => parses("held"), 4);
  const made = later(9);
  const from = now();
  await made; // held
  note("held", from, now());
}
async function isHeldTwice() {
  setTimeout(() => parses("twice"), 3);
  setTimeout(() => parses("twice"), 30);
  const made = later(80);
  const from = now();
  await made; // twice
  note("twice", from, now());
}
async function isHeldByCallback() {
  setTimeout(() => spin(31, "callback"), 4);
  const made = later(9);
  const from = now();
  await made; // callback
  note("callback", from, now());
}

async function main() {
  for (const each of [timers, promisedTimers, values, rejections, thenables, files, sockets, children, messages]) await each();
  for (const each of [groups, consumes, streams, arrows.method, isHeldUp, isHeldTwice, isHeldByCallback]) await each();
  await chain(5);
  await Promise.all([1, 2].flatMap((at) => [work(at * 3), chain(at), timers(), promisedTimers()]));
}

/** What performance.now() is on the clock that all threads share: from the narrowest of some looks at both. */
function zero() {
  const looks = Array.from({ length: 50 }, () => {
    const before = process.hrtime.bigint();
    const own = now();
    const after = process.hrtime.bigint();
    return { width: Number(after - before), zero: Number(before + after) / 2e6 - own };
  });
  return looks.sort((a, b) => a.width - b.width)[0].zero;
}
function print() {
  const start = zero();
  writeSync(1, log.map(([name, from, to]) => \`\${name} \${threadId} \${start + from} \${start + to}\\n\`).join(""));
}
(isMainThread ? main() : answers()).then(print);
`;
