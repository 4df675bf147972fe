import { even } from "./cycle-b.js";
export async function odd(n) { return n === 0 ? false : await even(n - 1); }
