import { createRequire } from "node:module";
import { rows, type Row } from "./rows.mts";
import data from "./data.json" with { type: "json" };

const require = createRequire(import.meta.url);
const { later } = require("./later.cts") as typeof import("./later.cts");

async function main(list: AsyncIterable<Row>): Promise<number> {
  let sum: number = data.start;
  for await (const { id } of list) sum += id;
  return sum + (await later<number>(1));
}

console.log(await main(rows()));
const inline = await import("data:text/javascript,export const f = async () => (await null, 7)");
console.log(await inline.f());
