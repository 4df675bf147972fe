import { grown } from "./columns.ts";

/** The dense part may be this much longer than the number of ids it holds would need. */
const SLACK = 4;
const FIRST_REACH = 4096;
/** Ids somewhat below the first one seen are still dense: members are named before what joins them. */
const BELOW_FIRST = 256;

/**
 * Maps ids that are handed out one after another to small non-negative integers: an array, indexed by id.
 * Ids far from all others (damage, or the first id after a loss) go to a Map, so that memory stays in proportion to
 * the number of ids and not to their size.
 */
export class IdMap {
  #base = -1;
  /** Value + 1 at id - base; 0 where there is none. */
  #dense = new Int32Array(0);
  #sparse: Map<number, number> | null = null;
  #count = 0;

  /** The value of `id`, -1 where there is none. */
  get(id: number): number {
    const at = id - this.#base;
    const dense = this.#dense;
    if (at >= 0 && at < dense.length) {
      const value = dense[at]!;
      if (value !== 0) return value - 1;
    }
    return this.#sparse === null ? -1 : (this.#sparse.get(id) ?? -1);
  }

  set(id: number, value: number): void {
    if (this.#base < 0) this.#base = Math.max(0, id - BELOW_FIRST);
    const at = id - this.#base;
    if (at < 0 || at >= SLACK * this.#count + FIRST_REACH) {
      this.#sparse ??= new Map();
      this.#sparse.set(id, value);
    } else {
      if (at >= this.#dense.length) this.#dense = grown(this.#dense, Math.max(at + 1, this.#dense.length * 2, 64));
      this.#dense[at] = value + 1;
      this.#sparse?.delete(id);
    }
    this.#count++;
  }
}
