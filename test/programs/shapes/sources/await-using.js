// The order in which resources are disposed of, and what their errors become.
// @lines 24 26
// @only mjs cjs mts
const make = (name/*: string */, fail = false) => ({ [Symbol.asyncDispose]: async () => { console.log("dispose", name); await 0; if (fail) throw new Error(name); }, name });
const sync = (name/*: string */) => ({ [Symbol.dispose]() { console.log("sync", name); } });
(async () => {
  { await using a = make("a"), b = make("b"); using c = sync("c"); console.log(a.name, await b.name); }
  { using a = sync("only sync"); await 0; } { await using n = null; console.log("null"); }
  try { await using a = make("x", true); await using b = make("y", true); throw new Error("body"); } catch (e) { console.log(e.constructor.name, e.error.message, e.suppressed.constructor.name, e.suppressed.error.message, e.suppressed.suppressed.message, e.message); }
  for (await using a of [make("1"), make("2")]) { console.log("body", a.name); if (a.name === "1") continue; break; } for (using a of [sync("3")]) await console.log("body 3");
  const f = async () => { await using a = make("returned"); return await (console.log("return"), a.name); }; console.log(await f());
  async function* g() { await using a = make("generator"); yield 1; yield 2; } for await (const x of g()) { console.log(x); break; }
  lab: { await using a = make("label"); break lab; } switch (1) { case 1: { await using a = make("switch"); } } await using last = make("last"); const stack = new AsyncDisposableStack(); stack.use(make("s1")); stack.defer(async () => console.log(await "deferred")); await stack.disposeAsync();
})();
