const out = [];
const object = { async *gen() { yield* [1]; }, async m(x = async () => await x) { return [this === object, typeof x, new.target]; }, async "quoted"() {}, async 5() {}, async get() {}, async async() {}, await: 1 };
class P { #x = 5; static y = (async () => 1)(); async #m(o) { return (await o).#x + (#x in (await o)); } run() { return this.#m(this); } async with(...rest) { const [a, { b = await 2, ...c } = await {}] = await rest; return [a, b, c, super.toString === Object.prototype.toString, (() => super.valueOf() === this)()]; } static async [Symbol.for("x")]() { return this === P; } }
const sequence = async () => (await 1, await 2);
const nested = async (a) => async (b) => (await a) + (await b);
var hoisted = 1; async function hoists() { var hoisted = typeof inner; async function inner() {} return [hoisted, typeof inner, typeof later]; function later() {} }
async function labels() { a: for (;;) { b: for (const x of [1, 2]) { await x; if (x === 1) continue b; break a; } } return "out"; }
async function switches(x) { switch (await x) { case await 1: return "one"; default: await 0; case 2: return "other"; } }
async function shortCircuit(o) { return [o?.[await "a"]?.b, (await null) ?? (await 1), (await 0) || (await 2), (o.n ??= await 3), (o.n += await 4), -(await 5), typeof (await 6), `${await 7}`, [...(await [8])], { ...(await { k: 9 }) }, await await 10, void (await 0), delete o[await "n"]]; }
async function finallyWins() { try { return await 1; } finally { return await 2; } }
async function rethrow() { try { try { await Promise.reject(1); } catch (e) { throw e + 1; } finally { await 0; } } catch { await 0; return "swallowed"; } }
async function noSemicolons() {
  const a = await 1
  const b = await 2
  await (async () => 3)()
  return [a, b]
}
async function args(a, b = a, { c = b } = {}, ...d) { await 0; return [arguments.length, a, b, c, d, args.length]; }
(async () => {
  for (const f of [() => object.m(), () => object.gen().next(), () => new P().run(), () => new P().with(1, undefined), P[Symbol.for("x")].bind(P), sequence, () => nested(1).then((f) => f(2)), hoists, labels, () => switches(1), () => switches(9), () => shortCircuit({ a: { b: 1 } }), finallyWins, rethrow, noSemicolons, () => args(1, undefined, undefined, 4)]) out.push(await f());
  console.log(JSON.stringify(out), await P.y, hoisted, await (async () => { if (await 0) ; else await 1; do await 0; while (await 0); for (let i = await 0; i < await 2; i += await 1) out.length = await i; with_: { await 0; break with_; } return await out.length; })());
  console.log(await (async function () { return this; }).call("sloppy") instanceof String, await (async function () { "use strict"; return this; }).call("strict"));
  try { new object.m(); } catch (error) { console.log(error.message); }
})();
