import { setTimeout as sleep } from "node:timers/promises";

export const ready = Promise.resolve("ready").then((word) => `${word} at once`);

export class Client {
  #calls = 0;

  async get(key) {
    this.#calls += 1;
    await sleep(1);
    return `${key} ${this.#calls}`;
  }

  async *all(keys) {
    for (const key of keys) yield await this.get(key);
  }
}

export const each = async (items, visit) => {
  const results = await Promise.all(items.map(async (item) => visit(item)));
  for await (const result of results) if (result === undefined) throw new Error("nothing");
  return results;
};
