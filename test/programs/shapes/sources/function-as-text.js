// Functions turned to text and run elsewhere: a worker, a new realm, a new function (istanbul#87, #499, tsx#113).
const { Worker } = process.getBuiltinModule("node:worker_threads");
const vm = process.getBuiltinModule("node:vm");
const { inspect } = process.getBuiltinModule("node:util");
async function work(a/*: number */, b = 2) { const x = await Promise.resolve(a); for await (const y of [x, b]) { a += y; } return a; }
const arrow = async (x/*: number */) => await x * 2;
const gen = async function* (n/*: number */) { for (let i = 0; i < n; i++) { await null; yield i; } };
class Task { static async run(x/*: number */) { return await x + 1; } async *steps() { yield* [await 1]; } get later() { return async () => await 3; } #secret = async () => await 4; reveal() { return this.#secret; } }
const realm = vm.createContext({});
(async () => {
  for (const f of [work, arrow, gen, Task]) {
    const text = `${f}`;
    console.log(text, text === String(f), text === f + "", text === vm.runInContext("(f) => Function.prototype.toString.call(f)", realm)(f));
    console.log(vm.runInNewContext("(f) => f + ''")(f) === text, new vm.Script("(f) => `${f}`").runInNewContext()(f) === text, vm.runInContext("(f) => Reflect.apply(Function.prototype.toString, f, [])", realm)(f) === text);
  }
  console.log(await vm.runInNewContext(`(${work})`)(1), await vm.runInContext(`(${arrow})`, realm)(4), await new Function(`return (${arrow})(1)`)());
  console.log(await new Promise((done) => { const w = new Worker(`const { parentPort } = require("node:worker_threads"); (${work})(5).then((x) => parentPort.postMessage(x));`, { eval: true }); w.on("message", done); }));
  console.log(Object.getOwnPropertyDescriptor(Task.prototype, "later").get.toString(), new Task().later.toString(), new Task().reveal().toString(), inspect(work, { showHidden: true }), work.bind(null).toString());
  const text = vm.runInContext("Function.prototype.toString", realm);
  console.log(text.toString(), text.name, text.length, text.call(text), Reflect.ownKeys(text), vm.runInContext("Object.getOwnPropertyDescriptor(Function.prototype, 'toString').enumerable", realm), text instanceof Function, vm.runInContext("(f) => f instanceof Function", realm)(text));
  for (const give of [() => text.call({}), () => new text(), () => structuredClone(() => 1)]) try { give(); } catch (error) { console.log(error.constructor.name, error.name, error.message, error instanceof TypeError); }
})();
