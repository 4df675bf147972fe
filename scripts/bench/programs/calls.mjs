// One call and one await, over and over: calls.mjs <repetitions>.
import { COUNT, measureCalls } from "./measure-calls.mjs";

async function leaf(value) {
  return value;
}

async function loop() {
  for (let i = 0; i < COUNT; i++) await leaf(i);
}

await measureCalls(loop, Number(process.argv[2]));
