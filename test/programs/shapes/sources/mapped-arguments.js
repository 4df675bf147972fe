// Sloppy functions whose `arguments` follow their parameters; strict ones, arrows and defaults, whose do not.
// @only cjs cts
async function mapped(a/*: any */, b/*: any */) { arguments[0] = await "changed"; b = "b changed"; return [a, arguments[1], arguments.length, arguments.callee === mapped]; }
async function unmapped(a/*: any */, b = 1) { arguments[0] = await "changed"; return [a, b, arguments.length]; }
async function strict(a/*: any */) { "use strict"; arguments[0] = await "changed"; return [a, arguments.length]; }
async function* gen(a/*: any */) { arguments[0] = yield a; yield a; yield* arguments; }
function outer() { return (async () => { await 0; return [...arguments]; })(); }
async function shadow(arguments/*: any */) { return await arguments; }
async function variable() { var arguments; return await typeof arguments; }
async function parameters(f = () => arguments.length, arguments_ = arguments[0]) { return [await f(), arguments_]; }
(async () => { console.log(await mapped(1, 2, 3), await unmapped(1), await strict(1), await outer(1, 2), await shadow(9), await variable(), await parameters()); const g = gen("x"); console.log(await g.next(), await g.next("y"), await g.next()); })();
(async function () { console.log(arguments.length, await arguments[0], this === globalThis); })(5); console.log(Object.hasOwn(mapped, 'arguments'), (() => { try { return strict.caller; } catch (e) { return e.message; } })());
