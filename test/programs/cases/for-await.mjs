const source = {
  [Symbol.asyncIterator]() {
    let i = 0;
    return {
      next: async () => ({ value: i, done: i++ >= 4 }),
      return: async (value) => { console.log("return called"); return { value, done: true }; },
    };
  },
};
async function readAll() { const seen = []; for await (const x of source) seen.push(x); return seen; }
async function breaks() { outer: for (const a of [1, 2]) { for await (const x of source) { if (x === 1) continue; if (x === 2) continue outer; console.log(a, x); } } }
async function returns() { for await (const x of source) if (x === 2) return `found ${x}`; }
async function throws() { for await (const x of source) { if (x === 1) throw new Error("in body"); } }
console.log(await readAll());
await breaks();
console.log(await returns());
await throws().catch((e) => console.log(e.message));
for await (const { length, [0]: first = "none" } of ["ab", Promise.resolve("cde"), ""]) console.log(length, first);
let last; for await (last of [1, 2, 3]); console.log(last);
const object = {}; for await (object.key of [7]) console.log(object);
try { for await (const x of [Promise.reject(new Error("element"))]) console.log(x); } catch (e) { console.log(e.message); }
try { for await (const x of 5) console.log(x); } catch (e) { console.log(e.name, e.message); }
