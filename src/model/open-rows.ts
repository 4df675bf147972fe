import { grown } from "../base/columns.ts";

/**
 * The rows of a table that may still be open, so that a loss does not walk the whole table. Closed rows are swept out
 * when the list is full, which costs a constant per row in the long run and nothing when a row closes.
 */
export class OpenRows {
  readonly #isOpen: (row: number) => boolean;
  #rows = new Int32Array(8);
  #length = 0;

  constructor(isOpen: (row: number) => boolean) {
    this.#isOpen = isOpen;
  }

  add(row: number): void {
    if (this.#length === this.#rows.length) this.#makeRoom();
    this.#rows[this.#length++] = row;
  }

  /** Empties the list, giving every row that is open to `close`. */
  drain(close: (row: number) => void): void {
    for (let at = 0; at < this.#length; at++) {
      const row = this.#rows[at]!;
      if (this.#isOpen(row)) close(row);
    }
    this.#length = 0;
  }

  #makeRoom(): void {
    let kept = 0;
    for (let at = 0; at < this.#length; at++) {
      const row = this.#rows[at]!;
      if (this.#isOpen(row)) this.#rows[kept++] = row;
    }
    this.#length = kept;
    if (kept > this.#rows.length / 2) this.#rows = grown(this.#rows, this.#rows.length * 2);
  }
}
