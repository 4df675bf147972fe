// The smallest thing worth tracing: one coroutine that waits a second, three times over.
import { setTimeout as sleep } from "node:timers/promises";

async function hola(n: number): Promise<void> {
  await sleep(1000);
  console.log(`Hola ${n}`);
}

for (const n of [1, 2, 3]) await hola(n);
