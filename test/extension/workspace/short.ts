import { setTimeout as sleep } from "node:timers/promises";

async function nap(ms: number): Promise<number> {
  await sleep(ms);
  return ms;
}

await nap(30);
await Promise.all([nap(40), nap(60)]);
console.log("rested");
