// A directive stays a directive: nothing may be put before it (sentry-javascript#24221).
const isStrict = "(function () { return this === undefined; })()";
async function a() { "use strict"; await 0; return (function () { return this === undefined; })(); }
async function b() { 'use strict'
  await 0; return (function () { return this === undefined; })() }
async function c() { /* first */ "use client"; /* second */ "use strict" /* third */; await 0; return eval(isStrict); }
async function d() { ("use strict"); await 0; return typeof this; }
async function e() { "use strict" + ""; return await typeof this; }
async function f() { "use strict"
  ;[await 1].map((x) => x); return eval(isStrict) }
const g = async () => { "use strict"; return await eval(isStrict); };
const h = { async m() { "use\x20strict"; return await eval(isStrict); }, async *n() { "use strict"; yield eval(isStrict); } };
(async () => { console.log(await a(), await b(), await c(), await d(), await e(), await f(), await g(), await h.m()); for await (const x of h.n()) console.log(x); console.log([a, b, c, d, e, f, g, h.m, h.n].join("\n")); })();
