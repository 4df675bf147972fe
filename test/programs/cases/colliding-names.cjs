const $aw = { e() { return "user e"; }, s: (...args) => args.length }, $awt = 1, $awx = 2, $aw_1 = "one";
async function f($awx) { const $awt = await $aw.e(1); try { await Promise.reject($awt); } catch ($aw_2) { return [$awt, $awx, $aw_2, $aw.s(1, 2), $aw_1, await $aw_1]; } }
f("arg").then((x) => console.log(x, f.toString(), $awt, $awx));
async function args() { arguments[0] = await 5; return [arguments.length, arguments[0], arguments.callee === args]; }
args(1, 2).then(console.log);
