import type { Chunk } from "../format/decode.ts";

/** Chunks held back for an earlier one; then that one counts as missing. A thread writes a chunk every few milliseconds. */
const WINDOW = 16;

/**
 * Puts one thread's chunks in order. A chunk that comes too early is held back for a while; duplicates, and chunks
 * that come after they were given up, are dropped.
 */
export class Sequence {
  #next = 0;
  /** Copies, because a chunk's payload is only lent. */
  readonly #early = new Map<number, Chunk>();
  readonly #take: (chunk: Chunk) => void;
  readonly #miss: (count: number) => void;

  /** `take` receives the chunks in order, `miss` how many are missing before the next one. */
  constructor(take: (chunk: Chunk) => void, miss: (count: number) => void) {
    this.#take = take;
    this.#miss = miss;
  }

  /** Number of the chunk that is waited for. */
  get next(): number {
    return this.#next;
  }

  add(chunk: Chunk): void {
    const { sequence } = chunk;
    if (sequence === this.#next) {
      this.#accept(chunk);
      this.#acceptEarly();
    } else if (sequence > this.#next && !this.#early.has(sequence)) {
      this.#early.set(sequence, { ...chunk, payload: chunk.payload.slice() });
      if (this.#early.size > WINDOW) this.#giveUp();
    }
  }

  /** Nothing missing will come any more. */
  finish(): void {
    while (this.#early.size > 0) this.#giveUp();
  }

  #giveUp(): void {
    const first = Math.min(...this.#early.keys());
    this.#miss(first - this.#next);
    this.#next = first;
    this.#acceptEarly();
  }

  #acceptEarly(): void {
    for (let chunk = this.#early.get(this.#next); chunk !== undefined; chunk = this.#early.get(this.#next)) {
      this.#early.delete(this.#next);
      this.#accept(chunk);
    }
  }

  #accept(chunk: Chunk): void {
    this.#next++;
    this.#take(chunk);
  }
}
