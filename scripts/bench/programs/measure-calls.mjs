// Prints, as JSON, nanoseconds of a call and an await and of four readings of the clock.
import { setTimeout as sleep } from "node:timers/promises";

export const COUNT = 50_000;
const PAUSE_MS = 25;

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

/** `loop` awaits COUNT calls. */
export async function measureCalls(loop, repetitions) {
  const warmUps = Math.min(4, repetitions);
  for (let i = 0; i < warmUps; i++) {
    await loop();
    readClock();
    await sleep(PAUSE_MS);
  }
  const results = { calls: COUNT * (repetitions + warmUps), callNs: [], clockNs: [] };
  for (let i = 0; i < repetitions; i++) {
    results.callNs.push(await measure(loop));
    results.clockNs.push(await measure(readClock));
    await sleep(PAUSE_MS); // whoever records may write down what it has: throughput is the HTTP server's measure
  }
  console.log(JSON.stringify(results));
}
