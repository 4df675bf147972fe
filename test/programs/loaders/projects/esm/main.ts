import { setTimeout as sleep } from "node:timers/promises";
import { Level, Service, type Row } from "./service.js";

async function collect(service: Service): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of service.rows<Row>(2)) rows.push(row);
  return rows;
}

const fails = async (reason: string): Promise<never> => {
  await sleep(1);
  throw new Error(`failed: ${reason}`);
};

const service = new Service("db", Level.High);
const [rows, name] = await Promise.all([collect(service), service.name()]);
console.log(name, JSON.stringify(rows), import.meta.url.endsWith("main.ts"));
try {
  await fails("on purpose");
} catch (error) {
  console.log((error as Error).stack!.split("\n").filter((line) => !line.includes("node:")).join("\n"));
}
const later = await import("./later.js");
console.log(await later.answer());
