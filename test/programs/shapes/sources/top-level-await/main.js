// Top-level await in a cycle of imports, import.meta, JSON and WebAssembly modules.
// @only mjs mts tsx
import { setTimeout as sleep } from "node:timers/promises";
import { fromA, order } from "./a.js";
import data from "./data.json" with { type: "json" };
import * as self from "./main.js";
await 0;
console.log(order.join(), fromA, data, await data.n, Reflect.ownKeys(self).length, import.meta.filename.endsWith(import.meta.url.split("/").pop()), Object.keys(import.meta).sort().join());
export let late = await sleep(1, "late");
for await (const x of [import("./b.js"), import.meta.resolve("./b.js").split("/").pop().replace(/\..*/, "")]) console.log(x);
const { instance } = await WebAssembly.instantiate(Uint8Array.from(atob("AGFzbQEAAAABBQFgAAF/AwIBAAcFAQFmAAAKBgEEAEEqCw=="), (c) => c.charCodeAt(0)));
console.log(instance.exports.f(), late, self.late, await (async () => import.meta === import.meta)());
export default await (async function named() { return named.name; })();
export const stack = new Error(await "at the end").stack.split("\n")[1];
console.log(stack, self.default, this);
if (await 1) { for (const x of [await 2]) { try { throw await x; } catch (e) { console.log("caught", e); } } }
await import("./throws.js").catch((e) => console.log(e.stack.split("\n").slice(0, 2).join(), e === import("./throws.js").catch((e) => e) || "again"));
export { late as "a string", fromA as default2 };
