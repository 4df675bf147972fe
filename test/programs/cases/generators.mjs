async function* count(n) {
  try {
    for (let i = 0; i < n; i++) {
      const sent = yield i;
      if (sent) console.log("sent", sent);
    }
    return "end";
  } catch (error) {
    console.log("inside", error.message);
    yield "recovered";
  } finally {
    await null;
    console.log("cleanup");
  }
}
async function* outer() {
  const value = yield* count(2);
  console.log("inner returned", value);
  yield await Promise.resolve("awaited");
  return Promise.resolve("done");
}
const it = count(5);
console.log(await it.next("ignored"), await it.next("hello"), await it.throw(new Error("thrown")), await it.next(), await it.next());
const other = count(5);
console.log(await other.next(), await other.return("early"), await other.next());
for await (const value of outer()) console.log("value", value);
const queued = count(3);
console.log(await Promise.all([queued.next(), queued.next(), queued.next(), queued.next(), queued.next()]));
async function* throws() { yield 1; throw new TypeError("generator"); }
try { for await (const v of throws()) console.log(v); } catch (error) { console.log(error.name, error.message); }
async function* empty() {}
console.log(await empty().next(), Object.prototype.toString.call(empty()), count.constructor.name);
const rejected = (async function* () { yield Promise.reject(new Error("yielded")); })();
await rejected.next().catch((error) => console.log(error.message));
console.log(await rejected.next());
