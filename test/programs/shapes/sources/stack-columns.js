// Everything that names a line and a column: call sites, traces, warnings, deprecations, causes, assertions.
const util = process.getBuiltinModule("node:util"); const assert = process.getBuiltinModule("node:assert"); const { getCallSites } = util;
async function f(n/*: number */) { await null; const sites = [await 1, getCallSites(2)[0]]; return n === 0 ? sites[1] : await f(n - 1); }
const short = (s/*: any */) => Object.entries(s).filter(([k]) => k !== "scriptId").map(([k, v]) => `${k}=${String(v).replace(/.*[\\/]/, "")}`).join(" ");
(async () => {
  console.log(short(await f(2)), short(await (async () => { await 0; return util.getCallSites(1, { sourceMap: true })[0]; })()), getCallSites.name, getCallSites.length, String(getCallSites).length, Object.keys(util).indexOf("getCallSites") > 0);
  for (const bad of [0, 201, "x", { sourceMap: 1 }]) try { console.log((await 0, getCallSites(bad)).length); } catch (e) { console.log(e.message, e.stack.split("\n").slice(0, 3).join()); }
  try { assert((await 1) === 2); } catch (e) { console.log(e.message, e.generatedMessage, e.stack.split("\n")[1]); } try { assert.equal(await 1, 2); } catch (e) { console.log(e.message); } try { await assert.rejects(async () => { await 0; }); } catch (e) { console.log(e.message); }
  const outer = await (async () => { try { await (async () => { await 0; throw new TypeError("inner"); })(); } catch (cause) { throw new Error("outer", { cause }); } })().catch((e) => e); console.log(util.inspect(outer).split("\n").filter((l) => !/node:/.test(l)).join("\n"));
  await Promise.any([(async () => { await 0; throw new Error("one"); })()]).catch((e) => console.log(util.inspect(e).split("\n").filter((l) => !/node:/.test(l)).join("\n"))); await Promise.all([1, 2].map(async (x) => { await x; if (x > 1) throw new Error("all"); })).catch((e) => console.log(e.stack));
  await (async () => { await 0; JSON.parse("{"); })().catch((e) => console.log(e.stack.split("\n").slice(0, 3).join())); await (async () => { (await null).x; })().catch((e) => console.log(e.stack.split("\n").slice(0, 2).join())); await Promise.resolve().then(() => { throw new Error("then"); }).catch((e) => console.log(e.stack)); await new Promise((r) => setTimeout(async () => { await 0; console.log(new Error("timer").stack.split("\n")[1]); r(0); }, 1));
  const deep = (n/*: number */)/*: any */ => (n > 0 ? deep(n - 1) : [getCallSites(), getCallSites(undefined, {}), getCallSites({ sourceMap: false }), getCallSites(3)]); for (const n of [0, 4, 40]) console.log(deep(n).map((s/*: any */) => s.length).join());
})();
