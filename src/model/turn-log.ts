import { upperBound } from "../base/bisect.ts";
import { grown } from "../base/columns.ts";
import type { Turns } from "./tables.ts";

/** The turns of one thread by time, to find the one in which something was scheduled. */
export class TurnLog {
  readonly #turns: Turns;
  #rows = new Int32Array(64);
  #length = 0;
  /** Moments at which events were lost. */
  readonly #lossesMs: number[] = [];

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  add(turn: number): void {
    if (this.#length === this.#rows.length) this.#rows = grown(this.#rows, this.#length * 2);
    this.#rows[this.#length++] = turn;
  }

  lose(nowMs: number): void {
    this.#lossesMs.push(nowMs);
  }

  shift(byMs: number): void {
    for (let at = 0; at < this.#lossesMs.length; at++) this.#lossesMs[at]! += byMs;
  }

  /** The turn that had begun last at `ms`: its callback or its microtasks ran then. -1 for none, and where events are missing. */
  at(ms: number): number {
    const { startMs } = this.#turns;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (startMs[this.#rows[middle]!]! <= ms) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return -1;
    const turn = this.#rows[low - 1]!;
    const lossesUpTo = (time: number) => upperBound(this.#lossesMs, time);
    return lossesUpTo(ms) === lossesUpTo(startMs[turn]!) ? turn : -1;
  }
}
