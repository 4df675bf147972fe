// @lines 24 26
// Who waits on what, known by the promise alone: functions that return another's promise, `.then` chains, made promises.
import { setTimeout as sleep } from "node:timers/promises";

async function load() { await sleep(5); return 1; }
async function fail() { await sleep(5); throw new Error("no"); }

async function returnsTask() { return load(); }
const arrowReturnsTask = async () => returnsTask();
async function returnsFuture() { return sleep(5); }
async function returnsFailing() { return fail(); }
async function returnsValue() { const value = { then: 1 }; return value; }
async function returnsInTry() { try { return load(); } finally { await null; } }
async function takesBack() { try { return load(); } finally { return 2; } }
async function returnsChained() { return load().then((x) => x + 1); }
async function withDefault(a = load(), { b = sleep(20) } = {}) { await a; await b; }

class Own extends Promise {}
async function shared(promise) { return await promise; }

await arrowReturnsTask();
await returnsFuture();
await returnsFailing().catch((error) => console.log(error.message));
await returnsValue();
await returnsInTry();
console.log(await takesBack());
console.log(await returnsChained());
await withDefault();

await load().then((x) => x).catch(() => 0).finally(() => {});
const { promise, resolve } = Promise.withResolvers();
setTimeout(resolve, 5, "resolved");
console.log(await Promise.all([shared(promise), shared(promise)]));
await promise;
await new Own((done) => setTimeout(done, 5)).then(() => 1);
await Promise.try(load);
await Promise.resolve(load());
await Promise.reject(new Error("rejected")).catch((error) => console.log(error.message));
await Promise.all([Promise.race([load(), sleep(50, 0, { ref: false })]), Promise.allSettled([fail(), load()])]);
void returnsFuture();
void (async () => returnsFailing())().catch(() => {});
