import { inspect } from "node:util";
const here = () => new Error("here").stack;
async function a() { await null; const x = await b(1), y = here(); return [x, y]; }
async function b(n) { for await (const v of [1]) { if (n > 3) { throw new Error("deep " + v); } else { return await b(n + 1); } } }
const c = async () => { try { return await a() } catch (error) { console.log(error.stack); } finally { console.log(await Promise.resolve(), here()) } };
await c();
async function* gen() { yield here(); yield await here(); try { yield* [here()] } finally { console.log(here()); } }
for await (const stack of gen()) console.log(stack);
class K { async m() { await 0; return new K.Inner(await 1) } static Inner = class { constructor() { this.stack = here(); } }; get async() { return (async () => { await 0; return here(); })(); } }
console.log((await new K().m()).stack, await new K().async);
const captured = {}; (async function named() { await 0; Error.captureStackTrace(captured); const { stack } = captured; console.log(stack); Error.captureStackTrace(captured, named); console.log(captured.stack); })();
await 0; await 0;
console.log(await Promise.all([1, 2].map(async (x) => { await x; return (await x) + here(); })));
await Promise.any([Promise.reject(new Error("one")), (async () => { await 0; throw new Error("two") })()]).catch((e) => console.log(inspect(e)));
const e = new Error("with cause", { cause: await b(2).catch((e) => e) }); console.log(inspect(e)); console.error(e);
console.log(eval("new Error('in eval').stack"), await eval("(async () => { await 0; return new Error('in async eval').stack })()"));
console.trace("traced"); Error.stackTraceLimit = 1; console.log(await (async () => { await 0; return here(); })()); Error.stackTraceLimit = 0; console.log(here()); Error.stackTraceLimit = 20; console.log(await a().catch((e) => e.stack));
