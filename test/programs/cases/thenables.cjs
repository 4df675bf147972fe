// How often `.then` is read, and when, is part of a program's behaviour.
let reads = 0;
const log = [];
const thenable = { get then() { reads++; log.push(`read ${reads}`); return (resolve) => { log.push("called"); resolve("value"); }; } };
const proxied = new Proxy(Promise.resolve("proxied"), { get(target, key, receiver) { log.push(`get ${String(key)}`); const v = Reflect.get(target, key); return typeof v === "function" ? v.bind(target) : v; }, getPrototypeOf(t) { log.push("getPrototypeOf"); return Reflect.getPrototypeOf(t); }, has(t, k) { log.push(`has ${String(k)}`); return Reflect.has(t, k); } });
class Sub extends Promise { then(a, b) { log.push("sub then"); return super.then(a, b); } static get [Symbol.species]() { log.push("species"); return Promise; } }
const own = Promise.resolve("own"); Object.defineProperty(own, "constructor", { get() { log.push("constructor"); return Promise; } });
async function main() {
  log.push(await thenable);
  log.push(await Promise.all([thenable, own, 1]));
  log.push(await proxied);
  log.push(await Sub.resolve("sub"), await new Sub((r) => r(1)));
  log.push(await own);
  const frozen = Object.freeze(Promise.resolve("frozen")); log.push(await frozen);
  for await (const x of [thenable, Sub.resolve(2)]) log.push(x);
  log.push(await Promise.race([Sub.resolve("race"), thenable]), await Sub.all([1, Sub.resolve(2)]), (await Sub.allSettled([thenable])).length);
  async function returns() { return thenable; }
  log.push(await returns());
  try { await { get then() { throw new Error("getter"); } }; } catch (error) { log.push(error.message); }
  const iterable = { *[Symbol.iterator]() { log.push("iterate"); yield 1; yield thenable; log.push("iterated"); } };
  log.push(await Promise.all(iterable), await Promise.any(new Set([Sub.resolve("set")])));
  try { await Promise.all(5); } catch (error) { log.push(error.message); }
  const { all } = Promise; try { await all([1]); } catch (error) { log.push(error.name); }
  await Promise.all.call(Sub, [1]).then((x) => log.push(x.length));
}
main().then(() => { console.log(log.map(String).join("\n")); console.log(reads, Reflect.ownKeys(own), Reflect.ownKeys(Promise.resolve()), Reflect.ownKeys(Promise)); });
