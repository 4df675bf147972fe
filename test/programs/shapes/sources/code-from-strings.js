// The global object through `new Function` (istanbul#621), functions made of text, indirect eval.
const root = new Function("return this")();
const g = Function("return typeof globalThis")();
const AsyncFunction = (async () => {}).constructor; const AsyncGeneratorFunction = (async function* () {}).constructor;
(async () => {
  console.log(root === globalThis, g, typeof root.$aw_9, await new AsyncFunction("a", "b = await 1 || 2", "return await a + 1").call(null, 1).catch((e) => e.name));
})().catch((e) => console.log(e.name, e.message));
(async () => {
  console.log(await new AsyncFunction("a", "return await a + 1")(1), await (0, eval)("(async (x) => await x)(3)"), (0, eval)("typeof f"), await eval("(async (x) => await x)(4)"));
  for await (const x of new AsyncGeneratorFunction("yield* [1, await 2]")()) console.log(x);
  console.log(new AsyncFunction("return await 1").toString(), AsyncFunction.name, AsyncFunction.length, Object.prototype.toString.call(AsyncFunction.prototype));
})();
