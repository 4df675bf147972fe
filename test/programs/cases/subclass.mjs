class Tracked extends Promise { static made = 0; constructor(executor) { super(executor); Tracked.made++; } }
globalThis.Promise = Tracked;
const values = await Promise.all([1, Promise.resolve(2), (async () => { await 3; return 3; })()]);
console.log(values, Tracked.made, Promise.resolve(1) instanceof Tracked, (async () => {})() instanceof Tracked);
const p = new Promise((r) => setTimeout(r, 1, "x")); console.log(await p, p.constructor.name, (await Promise.allSettled([p])).length, Tracked.made);
const realThen = Tracked.prototype.then; let thens = 0; Tracked.prototype.then = function (...args) { thens++; return realThen.apply(this, args); };
await p; await (async () => 1)(); await Promise.race([p]); console.log(thens);
