// `with` makes any name a property.
// @only cjs
async function w(o/*: any */) { with (o) { return [await p, q, typeof $aw, typeof $awt]; } }
async function w2(o/*: any */) { with (await o) { const f = async () => await p; for await (const x of [p]) { p = x + 1; } return [await f(), p]; } }
async function w3(o) { with (o) { await (async () => { x = await y; })(); } return o; }
(async () => { console.log(await w({ p: 1, q: 2, $aw: 3, $awt: "t" }), await w2({ p: 5 }), await w3({ x: 0, y: 2 })); })();
