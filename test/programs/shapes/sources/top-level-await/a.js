import { fromB, peek } from "./b.js";
export const order = ["a starts"];
await null;
order.push("a goes on", fromB, peek());
export const fromA = await Promise.resolve("a");
