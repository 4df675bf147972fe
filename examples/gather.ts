// Two coroutines gathered: the whole takes as long as the slower one, not as long as both.
import { setTimeout as sleep } from "node:timers/promises";

async function brew(drink: string, ms: number): Promise<string> {
  await sleep(ms);
  return drink;
}

async function breakfast(): Promise<void> {
  const drinks = await Promise.all([brew("coffee", 800), brew("tea", 500)]);
  console.log(`Ready: ${drinks.join(" and ")}`);
}

await breakfast();
