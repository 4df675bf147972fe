import { fromA } from "./a.js";
export const fromB = await "b";
export function peek() { try { return fromA; } catch (e) { return e.message; } }
