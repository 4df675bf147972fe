import { setTimeout as sleep } from "node:timers/promises";
class CustomError extends Error { name = "CustomError"; constructor(m) { super(m); this.detail = { a: 1 }; } }
async function load(id) { if (id === 2) await sleep(1); await null; if (id === 2) throw new CustomError("no such row", { cause: id }); return id; }
async function all() { return Promise.all([1, 2, 3].map(async (id) => await load(id))); }
process.on("exit", (code) => console.log("exit", code));
const rows = await all(); console.log(rows);
