// A formatter of stacks of the user's own, set, replaced, removed, in this realm and in another.
const vm = process.getBuiltinModule("node:vm");
const native = Error.prepareStackTrace;
const columns = (_/*: any */, sites/*: any */) => sites.filter((s/*: any */) => /own-formatter/.test(s.getFileName() ?? s.getScriptNameOrSourceURL?.() ?? "")).map((s/*: any */) => [s.getFunctionName(), s.getLineNumber(), s.getColumnNumber(), s.isAsync(), s.getEnclosingLineNumber?.(), s.getEnclosingColumnNumber?.(), `${s}`.replace(/\(.*[\\/]/, "(")].join(" "));
async function thrower() { await null; throw new Error("thrown"); } async function caller() { const x = await 1; await thrower(); return x; }
(async () => {
  console.log(typeof native, "prepareStackTrace" in Error); Error.prepareStackTrace = columns; console.log(Error.prepareStackTrace === columns); console.log(await caller().catch((e) => e.stack)); const o/*: any */ = {}; Error.captureStackTrace(o); console.log(o.stack);
  const late = await caller().catch((e) => e); Error.prepareStackTrace = native; console.log(late.stack.split("\n").slice(0, 2)); Error.prepareStackTrace = () => "mine"; console.log(late.stack.length > 20, await caller().catch((e) => e.stack)); Error.prepareStackTrace = JSON.parse("5"); console.log(await caller().catch((e) => e.stack.split("\n")[1])); delete Error.prepareStackTrace; console.log("prepareStackTrace" in Error, await caller().catch((e) => e.message));
  Error.prepareStackTrace = native;
  console.log(vm.runInNewContext("typeof Error.prepareStackTrace"), vm.runInNewContext("Error.prepareStackTrace = (e, s) => s.length; typeof new Error('x').stack")); for (const limit of [0, 1, 2]) { Error.stackTraceLimit = limit; console.log(await caller().catch((e) => e.stack)); }
})();
