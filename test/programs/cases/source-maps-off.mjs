// @node --enable-source-maps
// The file has no map of its own: Node shows its lines as they are.
async function f() { await null; throw new Error("no map", { cause: await (async () => { await 0; return new Error("inner"); })() }); }
await f();
