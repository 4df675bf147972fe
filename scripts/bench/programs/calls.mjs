// One call and one await, over and over: calls.mjs <repetitions>. Prints nanoseconds as JSON.
import { setTimeout as sleep } from "node:timers/promises";

const COUNT = 50_000;
const repetitions = Number(process.argv[2]);

async function leaf(value) {
  return value;
}

async function loop() {
  for (let i = 0; i < COUNT; i++) await leaf(i);
}

// Four reads of the clock: what four timestamps cost when nothing else is done.
function readClock() {
  let sum = 0;
  for (let i = 0; i < COUNT; i++) sum += performance.now() + performance.now() + performance.now() + performance.now();
  return sum;
}

async function measure(work) {
  const start = performance.now();
  await work();
  return ((performance.now() - start) * 1e6) / COUNT;
}

for (let i = 0; i < 4; i++) {
  await loop();
  readClock();
  await sleep(60);
}
const results = { callNs: [], clockNs: [] };
for (let i = 0; i < repetitions; i++) {
  results.callNs.push(await measure(loop));
  results.clockNs.push(await measure(readClock));
  await sleep(60); // whoever records may write down what it has: throughput is the HTTP server's measure
}
console.log(JSON.stringify(results));
