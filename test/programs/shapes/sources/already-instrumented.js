// A file that another tracer, or we, have instrumented already: what it says is the user's now.
globalThis.$aw = { e: (site) => ({ site }), s: (t, s, v) => v, u: (t, v) => v, x: (t, e) => e, f() {}, c() {} };
async function f(a/*: any */) {const $awt=$aw.e(1);try{ return $aw.u($awt,await $aw.s($awt,2, a,$aw),$aw); }catch($awx){throw $aw.x($awt,$awx)}finally{$aw.f($awt)}}
(async () => { console.log(await f(1), f.toString(), typeof $aw, Object.keys(globalThis).includes("$aw")); delete globalThis.$aw; console.log(typeof $aw, await f(2).catch((e) => e.message), await f(3).catch((e) => e.stack.split("\n")[1])); })();
