import * as a from "./a.mjs";
console.log("b starts");
try { console.log(a.a); } catch (error) { console.log(error.name, error.message); }
export const b = await new Promise((r) => setTimeout(r, 1, "b"));
console.log("b ends");
