// Direct eval sees and makes variables.
// @only cjs cts
async function f(a/*: any */) { const b = 2; await 0; eval("var made = a + b"); return [made, eval("typeof $awt"), eval("a = 9"), a, await eval("b")]; }
async function g() { eval("var x = 1; function y() { return x; }"); await 0; return [x, y(), typeof x]; }
async function h() { var x = "own"; { eval("var x = 'inner'"); } return await x; }
const arrow = async () => eval("this === module.exports && typeof arguments") || eval("typeof arguments");
async function strict() { "use strict"; eval("var hidden = 1"); return await typeof hidden; }
(async () => { console.log(await f(1), await g(), await h(), await arrow(), await strict(), await eval("(async () => { const r = await 1; return eval('r'); })()")); for (const code of ["await 1", "async () => { await }", "for await (x of y);"]) try { eval(code); console.log("fine"); } catch (e) { console.log(e.name, e.message); } })();
