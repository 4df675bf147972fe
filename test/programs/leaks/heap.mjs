// Runs rounds of asynchronous work of every kind and prints, after each, the bytes in use once all is collected.
import { setImmediate as turn } from "node:timers/promises";

class Own extends Promise {}
const leaf = async (i) => {
  await null;
  return { i };
};
async function* items(i) {
  yield await leaf(i);
}
async function fails(i) {
  await leaf(i);
  throw new Error("x");
}
/** Fourteen tasks. */
async function step(i) {
  await leaf(i);
  await Promise.all([leaf(1), leaf(2), leaf(3)]);
  await Promise.race([leaf(1), new Promise(() => {})]);
  await Promise.any([fails(1), leaf(2)]);
  await fails(1).catch(() => {});
  await Own.resolve(leaf(1));
  for await (const item of items(i)) void item;
}
async function round(steps) {
  for (let i = 0; i < steps; i++) {
    await step(i);
    if (i % 100 === 0) await turn();
  }
}
async function collect() {
  for (let i = 0; i < 5; i++) {
    await turn();
    gc();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { heapUsed, external, arrayBuffers };
}

const [rounds, steps] = process.argv.slice(2).map(Number);
await round(steps);
const used = [];
for (let i = 0; i < rounds; i++) {
  await round(steps);
  used.push(await collect());
}
console.log(JSON.stringify(used));
