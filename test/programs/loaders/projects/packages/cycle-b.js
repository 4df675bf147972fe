import { odd } from "./cycle-a.js";
export async function even(n) { return n === 0 ? true : await odd(n - 1); }
