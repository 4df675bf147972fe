// A million awaits, by default, in two thousand tasks that overlap and nest: many.mjs <awaits>.
import { setImmediate as turn } from "node:timers/promises";

const total = Number(process.argv[2] ?? 1_000_000);
const TASKS = 2000;
const NESTED = 10;

async function step(i) {
  await i;
}

async function worker(awaits) {
  for (let done = 0; done < awaits; done += 2 * NESTED + 1) {
    for (let i = 0; i < NESTED; i++) await step(i);
    await turn();
  }
}

await Promise.all(Array.from({ length: TASKS }, () => worker(total / TASKS)));
