const assert = require("node:assert");
const original = Error.prepareStackTrace;
console.log(typeof original, "prepareStackTrace" in Error, Object.keys(Error));
const format = (error, trace) => `${error.message}: ${trace.map((site) => [site.getFunctionName(), site.getLineNumber(), site.getColumnNumber(), site.isAsync(), String(site)].join(" ")).filter((text) => text.includes("prepare-stack-trace")).join(" | ")}`;
async function inner() { await 0; const e = new Error("mine"); return e; }
async function outer() { const x = await inner(); return (await x).stack; }
Error.prepareStackTrace = format;
assert.strictEqual(Error.prepareStackTrace, format);
outer().then(async (stack) => {
  console.log(stack);
  Error.prepareStackTrace = (_, trace) => trace;
  const sites = await (async () => { await 1; return new Error().stack; })();
  console.log(sites.length, sites[0].constructor.name, sites[0].getColumnNumber(), sites[0].getFunctionName(), Object.getOwnPropertyNames(sites[0]), sites[0].getEnclosingColumnNumber?.() ?? "none");
  Error.prepareStackTrace = original;
  console.log(Error.prepareStackTrace === original, (await inner()).stack.split("\n").slice(0, 2).join());
  Error.prepareStackTrace = undefined;
  console.log(Error.prepareStackTrace, (await inner()).stack.split("\n").slice(0, 2).join());
  function caller() { const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, s) => s; const e = new Error(); Error.captureStackTrace(e, caller); const s = e.stack[0].getLineNumber(); Error.prepareStackTrace = old; return s; }
  await 0; console.log(caller(), await caller());
  Error.prepareStackTrace = () => { throw new Error("formatter"); };
  try { console.log(new Error("x").stack); } catch (error) { console.log("thrown by formatter"); }
});
