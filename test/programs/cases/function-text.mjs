// The text of functions and classes is the user's.
import { inspect } from "node:util";
async function declared(a, b = await_(1)) { const x = await a; return x + b; }
function await_(x) { return x; }
async function strict(a) { "use strict"; return await a; }
const arrow = async (x) => await x + 1;
const single = async x => x;
const object = { async method() { for await (const x of [1]) { await x } }, async *gen() { yield 1; return yield* [2]; }, get async() { return async () => await 1; }, async [`co${"m"}puted`]() {} };
class Klass { static async s() { await 1; } async #p() { await 2; } call() { return this.#p(); } field = async () => { await this; }; static { (async () => { await 0; })(); } }
const { toString } = Function.prototype;
for (const f of [declared, strict, arrow, single, object.method, object.gen, Object.getOwnPropertyDescriptor(object, "async").get, object.computed, Klass, Klass.s, new Klass().field]) {
  console.log(f.toString(), `${f}` === toString.call(f), f.name, f.length, Object.prototype.toString.call(f));
}
console.log(toString.toString(), toString.call(toString), toString.name, toString.length, "prototype" in toString);
console.log(Object.getOwnPropertyDescriptor(Function.prototype, "toString").enumerable, inspect(toString), inspect(declared), inspect(Klass));
try { new toString(); } catch (error) { console.log(error.name, error.message); }
try { toString.call({}); } catch (error) { console.log(error.name, error.message); }
const copy = (0, eval)(`(${arrow})`);
console.log(await copy(1), await new Function(`return (${declared})`)().call(null, 1, 2));
console.log(Error.prepareStackTrace.toString(), Error.prepareStackTrace.name, Error.prepareStackTrace.length);
console.log(Math.max.toString(), Reflect.ownKeys(declared), Reflect.ownKeys(arrow));
