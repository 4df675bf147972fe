// Length, name and kind of functions, their own keys, and what may be done with them.
const fs = { async a(x/*: any */, y/*: any */) {}, async *b(x = 1, y/*: any */) {}, async ["c" + 1](...r/*: any[] */) {}, async 2() {}, [Symbol("s")]: async () => {}, get g() { return async () => {}; }, f: async function () {}, n: async function named(a/*: any */) { await named; }, arrow: async (a/*: any */, { b, c = 1 }/*: any */, [d] = []) => await a, asyncArrow: async x => x };
class C { static async s() { await 0; } async #p(a/*: any */) {} static p = (c/*: C */) => c.#p; static name2 = async () => {}; async constructor2() {} 'quoted name' = async () => {}; }
const list = [fs.a, fs.b, fs.c1, fs[2], fs[Object.getOwnPropertySymbols(fs)[0]], fs.g, fs.f, fs.n, fs.arrow, fs.asyncArrow, C.s, C.p(new C()), C.name2, C.prototype.constructor2, new C()["quoted name"], (0, async () => {}), async function () {}];
for (const f of list) {
  const kind = Object.getPrototypeOf(f)[Symbol.toStringTag];
  let made = "made"; try { new f(); } catch (e) { made = e.constructor.name + " " + e.message; }
  console.log(JSON.stringify(f.name), f.length, kind, Reflect.ownKeys(f).map(String).join(), "prototype" in f, made, JSON.stringify(Object.getOwnPropertyDescriptors(f)), f.toString());
}
let x; x = async () => {}; let { y = async () => {} } = {}; const [z = async function () {}] = []; console.log(x.name, y.name, z.name, (() => { let q; q ??= async () => {}; return q.name; })());
async function dflt(a = (async () => { await 0; return "d"; })(), b = dflt.length, { c = async () => {} } = {}) { return [await a, b, c.name, arguments.length]; }
dflt().then((r) => console.log(r, dflt.length, dflt.name)); dflt(1, 2).then(console.log);
