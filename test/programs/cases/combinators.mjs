// Combinators over whatever can be iterated, inside each other, and in ways that must not be noticed.
import { setTimeout as sleep } from "node:timers/promises";

async function load(name, ms = 2) { await sleep(ms); return name; }
const log = [];
const noted = (name, value) => (log.push(name), value);

function* jobs() {
  for (const name of ["a", "b"]) yield load(name);
  yield "plain";
  yield { then(done) { noted("then", done("thenable")); } };
}
console.log(await Promise.all(jobs()));

const running = new Map([["x", load("x", 60)], ["y", load("y")]]);
console.log(await Promise.race(running.values()), await Promise.allSettled(new Set(running.values())));
console.log(await Promise.any(new Set([load("z"), Promise.reject(new Error("no"))]).values()));

class Pool {
  #jobs = [];
  add(job) { this.#jobs.push(job); return this; }
  get [Symbol.iterator]() { return noted("iterator", () => { let at = 0; const jobs = this.#jobs; return {
    get next() { return noted("next", () => { noted("step"); const value = jobs[at++]; return { get done() { return noted("done", at > jobs.length); }, get value() { return noted("value", value); } }; }); },
    return() { log.push("return"); return {}; },
  }; }); }
}
console.log(await Promise.all(new Pool().add(load("p")).add(load("q"))), log.join());

function* nested() { yield load("one"); yield Promise.all(jobs()); yield Promise.race([load("two"), sleep(500, 0, { ref: false })]); }
console.log(await Promise.allSettled(nested()));

class Own extends Promise { static made = 0; constructor(run) { super(run); Own.made++; } }
console.log(await Promise.all([Own.resolve(load("own"))].values()), await Own.all(new Set([load("of own")])), Own.made);
const own = load("changed");
own.then = function (...to) { log.push("own then"); return Promise.prototype.then.apply(this, to); };
console.log(await Promise.all([own].values()), log.at(-1));

console.log(await Promise.all("text"), await Promise.all(new Uint8Array([1, 2])), await Promise.all(new Map([[1, load("key")]])));
await Promise.all(7).catch((error) => console.log(error.message));
await Promise.all(function* () { yield load("before"); throw new Error("iterator"); }()).catch((error) => console.log(error.message, error.stack.split("\n")[1].replace(/\(.*\//, "(")));
await Promise.all({ [Symbol.iterator]: () => ({ next() { throw new Error("next"); } }) }).catch((error) => console.log(error.message));

const { then } = Promise.prototype;
Promise.prototype.then = function (...to) { log.push("patched"); return then.apply(this, to); };
const seen = log.length;
console.log(await Promise.all(new Map([[1, load("patched")]]).values()), log.length - seen);
Promise.prototype.then = then;

const many = function* () { for (let i = 0; i < 1500; i++) yield i % 2 ? i : Promise.resolve(i); };
console.log((await Promise.all(many())).length);
console.log(await (async () => { await null; const order = []; Promise.all(jobs()).then(() => order.push("all")); Promise.race(new Set([1]).values()).then(() => order.push("race")); await null; await null; await null; order.push("third"); await sleep(5); return order; })());
