const { setTimeout: sleep }: typeof import("node:timers/promises") = require("node:timers/promises");

async function later<T>(value: T): Promise<T> { await sleep(1 as number); return value; }

module.exports = { later };
