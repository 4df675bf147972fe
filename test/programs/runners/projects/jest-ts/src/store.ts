import { setTimeout as delay } from "node:timers/promises";

export interface Item {
  readonly id: number;
  readonly name: string;
}

export class Store {
  readonly #items = new Map<number, Item>();

  async add(name: string): Promise<Item> {
    await delay(1);
    const item = { id: this.#items.size + 1, name };
    this.#items.set(item.id, item);
    return item;
  }

  async addAll(names: readonly string[]): Promise<Item[]> {
    return await Promise.all(names.map(async (name) => await this.add(name)));
  }

  async get(id: number): Promise<Item> {
    await null;
    const item = this.#items.get(id);
    if (item === undefined) throw new RangeError(`no item ${id}`);
    return item;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (const item of this.#items.values()) yield item;
  }
}

type Named = { name: string };

export const nameOf = async <T extends Named>(item: T | Promise<T>): Promise<string> => (await item).name;
