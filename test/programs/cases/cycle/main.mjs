import { a, readB } from "./a.mjs";
import { b } from "./b.mjs";
console.log(a, b, readB());
export const main = await Promise.resolve("main");
await import("./late.mjs");
console.log("end");
