// Promise subclasses, thenables, and how often `then`, `constructor` and Symbol.species are read.
const log/*: string[] */ = [];
const spy = (name/*: string */, target/*: any */) => new Proxy(target, { get(t, k, r) { log.push(`${name}.get ${String(k)}`); const v = Reflect.get(t, k, r); return typeof v === "function" ? v.bind(t) : v; }, has(t, k) { log.push(`${name}.has ${String(k)}`); return k in t; }, getPrototypeOf(t) { log.push(`${name}.proto`); return Reflect.getPrototypeOf(t); }, getOwnPropertyDescriptor(t, k) { log.push(`${name}.desc ${String(k)}`); return Reflect.getOwnPropertyDescriptor(t, k); } });
class Sub extends Promise { constructor(run/*: any */) { log.push("Sub"); super(run); } then(a/*: any */, b/*: any */) { log.push("Sub.then"); return super.then(a, b); } static get [Symbol.species]() { log.push("species"); return Promise; } }
const thenable = { reads: 0, get then() { this.reads++; return (ok/*: any */) => ok(this.reads); } };
(async () => {
  console.log(await thenable, thenable.reads); console.log(await (async () => thenable)(), thenable.reads); console.log((await Promise.all([thenable, thenable])), thenable.reads);
  console.log(await new Sub((r/*: any */) => r(1)), await Sub.all([Sub.resolve(2), thenable]), await Sub.race([new Sub((r/*: any */) => r(3))]), (await Sub.allSettled([Sub.reject(4)]))[0].reason, await Sub.any([5]));
  console.log(await spy("p", Promise.resolve(6)).then((x/*: any */) => x)); try { console.log(await spy("q", { then: (r/*: any */) => r(7) })); } catch (e) { console.log(e.message); }
  const own = Promise.resolve(8); Object.defineProperty(own, "then", { get() { log.push("own then"); return Promise.prototype.then; } }); console.log(await own); Object.defineProperty(own, "constructor", { get() { log.push("own constructor"); return Promise; } }); console.log(await own);
  const throws = { get then() { throw new RangeError("then"); } }; try { await throws; } catch (e) { console.log(e.message); }
  const twice = { then(a/*: any */, b/*: any */) { a(1); a(2); b(3); throw 4; } }; console.log(await twice); const f = () => {}; f.then = (r/*: any */) => r("function"); console.log(await f);
  const frozen = Object.freeze(Promise.resolve("frozen")); console.log(await frozen, await Promise.all(Object.freeze([frozen, frozen])), Reflect.ownKeys(frozen)); const sealed = Object.preventExtensions(Promise.reject(new Error("sealed"))); await sealed.catch((e/*: any */) => console.log(e.message));
  const { promise, resolve } = Promise.withResolvers(); resolve(promise); await promise.catch((e/*: any */) => console.log(e.message)); const iterable = { *[Symbol.iterator]() { log.push("iterate"); yield 1; yield thenable; } }; console.log(await Promise.all(iterable));
  console.log(Object.getOwnPropertyNames((async () => {})()), Reflect.ownKeys(await Promise.resolve(Promise)).length > 3); console.log(log.join("\n"));
})();
