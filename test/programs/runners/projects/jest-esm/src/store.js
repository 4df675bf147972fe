import { setTimeout as delay } from "node:timers/promises";

const prefix = await Promise.resolve("item");

export class Store {
  #names = [];

  async add(name) {
    await delay(1);
    return this.#names.push(`${prefix} ${name}`);
  }

  async get(index) {
    await null;
    if (index >= this.#names.length) throw new RangeError(`no item ${index}`);
    return this.#names[index];
  }
}
