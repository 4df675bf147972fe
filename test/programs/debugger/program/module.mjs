import { setTimeout as sleep } from "node:timers/promises";

async function inner(n) {
  const a = await sleep(1, n), b = await Promise.resolve(a + 1); // stop
  const both = [await a, (await b) + 1]; return both.map((one) => one * 2); // stop
}

const arrow = async (list) => (await inner(list[0])).concat(await inner(list[1])); // stop

for await (const one of [1, Promise.resolve(2)]) {
  globalThis.last = await arrow([one, 3]); // stop
}

async function* items() {
  yield await arrow([5, 6]); yield* [await 7, 8]; // stop
}
for await (const item of items()) console.log("item", item); // stop

async function head(value) { // stop
  // A comment before the first statement.
  value += 1;
  return (await value) * 2;
}
console.log(await head(21));
