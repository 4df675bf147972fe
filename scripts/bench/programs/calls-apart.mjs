// The same where nothing is known before the program runs: a method that does something, called on an object.
import { COUNT, measureCalls } from "./measure-calls.mjs";

class Leaf {
  zero = 0;
  async call(value) {
    return value + this.zero;
  }
}

const leaf = new Leaf();

async function loop() {
  for (let i = 0; i < COUNT; i++) await leaf.call(i);
}

await measureCalls(loop, Number(process.argv[2]));
