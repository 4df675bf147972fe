// Names of ours, and a Promise, Function, Object, Symbol and undefined of the user's own.
// @only cjs cts
const $aw = { e: () => "user's" }, $awt = [1], $awx = new Map(), $awl1 = 1, $aw_1 = 2, $awj = 3, $awk = 4;
{
  const Promise = { all: (x) => ["mine", ...x], race: () => "mine too", resolve: (x) => x };
  const Function = null, Object = 1, Symbol = () => "symbol", undefined = "defined", Error = class { constructor(m) { this.m = m; } };
  $aw_2: for (const i of [1, 2]) { (async () => { try { console.log(await Promise.all([await 1]), Promise.race(), Function, Object, Symbol(), undefined, $aw.e(), $awt, i, new Error(await 1).m); } catch (e) { console.log(e); } })(); continue $aw_2; }
}
(async function undefined() { console.log(typeof undefined, await undefined === undefined); })();
(async function arguments_(arguments$, undefined) { console.log(arguments.length, await arguments[0], undefined, $awl1 + $aw_1 + $awj + $awk, $awx.size); })("x");
async function eval_(eval) { return await eval("1 + 1"); } eval_((x) => x + "!").then(console.log);
(async () => { const globalThis = "local", process = "mine", require = "r", module = "m"; console.log(await globalThis, process, require, module); })();
