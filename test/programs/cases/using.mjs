// @lines 24 26
const log = [];
const resource = (name) => ({ [Symbol.dispose]() { log.push(`dispose ${name}`); }, async [Symbol.asyncDispose]() { log.push(`begin ${name}`); await null; log.push(`end ${name}`); } });
async function sync() { using a = resource("a"); using b = resource("b"); await null; log.push("body"); return "result"; }
async function both() { await using a = resource("a"); using b = resource("b"); await using c = null; log.push("body"); if (log.length) { await using d = resource("d"); log.push("inner"); } return "both"; }
async function throws() { await using a = { async [Symbol.asyncDispose]() { throw new Error("dispose"); } }; throw new Error("body"); }
async function loop() { for (await using x of [resource("x"), resource("y")]) log.push("loop"); for await (using z of [resource("z")]) log.push("loop z"); }
log.push(await sync(), await both());
await throws().catch((e) => log.push(e.name, e.error.message, e.suppressed.message));
await loop();
{ await using top = resource("top"); log.push("block"); }
const stack = new AsyncDisposableStack(); stack.use(resource("stacked")); stack.defer(async () => { await null; log.push("deferred"); }); await stack.disposeAsync();
console.log(log.join("\n"));
