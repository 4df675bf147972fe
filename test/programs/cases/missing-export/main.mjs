import { nothing } from "./lib.mjs";
const x = await nothing();
console.log(x);
