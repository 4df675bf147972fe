import { b } from "./b.mjs";
console.log("a starts");
export const a = await new Promise((r) => setTimeout(r, 2, "a"));
export const readB = () => b;
console.log("a ends");
