import { setTimeout as sleep } from "node:timers/promises";
import { answer } from "./later";
import { Level, Service, type Row } from "./service";

interface Result {
  readonly rows: readonly Row[];
  readonly level: Level;
}

async function collect(service: Service, level: Level): Promise<Result> {
  const rows: Row[] = [];
  for await (const row of service.rows<Row>(2)) rows.push(row);
  return { rows, level };
}

const fails = async (reason: string): Promise<never> => {
  await sleep(1);
  throw new Error(`failed: ${reason}`);
};

async function main(): Promise<void> {
  const service = new Service("db", Level.High);
  const [result, name] = await Promise.all([collect(service, Level.Low), service.name()]);
  console.log(name, Level[result.level], JSON.stringify(result.rows));
  try {
    await fails("on purpose");
  } catch (error) {
    console.log((error as Error).stack!.split("\n").filter((line) => !line.includes("node:")).join("\n"));
  }
  console.log(await answer());
  console.log(String(fails).includes("$aw"), main.name, main.length);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
