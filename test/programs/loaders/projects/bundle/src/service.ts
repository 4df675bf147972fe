import { setTimeout as sleep } from "node:timers/promises";

export enum Level {
  Low,
  High,
}

export interface Row {
  readonly id: number;
}

export class Service {
  constructor(
    private readonly id: string,
    public level: Level,
  ) {}

  async name(): Promise<string> {
    await sleep(1);
    return `${this.id}:${Level[this.level]}`;
  }

  async *rows<T extends Row>(count: number): AsyncGenerator<T> {
    for (let id = 0; id < count; id++) {
      await null;
      yield { id } as T;
    }
  }
}
