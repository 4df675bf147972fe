// A var and a function of one name, functions in blocks, labels, and loops left in every way.
// @only cjs cts
async function f() { var g; function g() { return 1; } await 0; return typeof g; }
async function h() { await 0; { function inner() { return "inner"; } } return inner(); }
async function k() { if (await true) { function cond() { return "cond"; } } return typeof cond; }
async function dup() { function a() { return 1; } await 0; function a() { return 2; } return a(); }
async function param(a/*: any */) { var a; function b() {} await 0; return [typeof a, typeof b]; }
async function tdz() { try { await x; } catch (e) { return e.message; } let x = 1; }
async function before() { const r = early(); await 0; function early() { return "early"; } return r; }
async function catchVar() { try { throw 1; } catch (e) { var e = await 2; } return [e, typeof e]; }
(async () => { console.log(await f(), await h(), await k(), await dup(), await param(1), await tdz(), await before(), await catchVar()); })();
async function* count() { try { for (let i = 0; ; i++) yield i; } finally { console.log("closed"); } }
(async () => {
  outer: for (const a of [1, 2]) { inner: for await (const b of count()) { if (b === 1) continue outer; if (b > 2) break inner; await b; console.log(a, b); } }
  block: { await 0; if (a1()) break block; console.log("never"); } function a1() { return true; }
  l1: l2: for await (const x of [1, 2, 3]) { if (x === 1) continue l1; if (x === 2) continue l2; break l1; }
  const closures/*: any[] */ = []; for await (const x of [1, 2]) closures.push(async () => await x); console.log(await Promise.all(closures.map((c) => c())));
  const r = await (async () => { for await (const x of count()) { try { return x; } finally { await 0; console.log("finally"); } } })(); console.log(r);
  try { for await (const x of count()) { throw new Error("out " + x); } } catch (e) { console.log(e.message); }
  do { var once = await 1; if (once) continue; } while (await false); switch (await 2) { case await 1: console.log("one"); case await 2: console.log("two"); default: console.log("through"); }
  for (var i = await 0, n = await 3; i < await n; i += await 1); console.log(i); for await (var v of [1]); console.log(v); for await ([v, i = await 5] of [[4]]) console.log(v, i); for await (count.x of [6]) console.log(count.x); while (await (async () => i-- > 4)()) if (await 0) break; else continue;
})();
