import { grown } from "./columns.ts";

/**
 * Slots by (parent row, function site): an open-addressed table over typed columns. A `Map` keyed by the pair as a
 * number cost 110 ns a look-up, one per task, and a heap number for each key; this costs about 10 ns.
 */
export class SlotTable {
  length = 0;
  firstRow = new Int32Array(64);
  lastRow = new Int32Array(64);
  rows = new Int32Array(64);
  /** The slot's packed row, -1 while there is none. */
  pack = new Int32Array(64);

  #parent = new Int32Array(64);
  #site = new Int32Array(64);
  /** Slot + 1, 0 for an empty bucket; length a power of two, at most half full. */
  #buckets = new Int32Array(256);

  /** The slot of the pair, made when it is new. */
  slot(parentRow: number, site: number): number {
    const mask = this.#buckets.length - 1;
    let at = hash(parentRow, site) & mask;
    for (;;) {
      const slot = this.#buckets[at]! - 1;
      if (slot < 0) return this.#add(parentRow, site);
      if (this.#parent[slot] === parentRow && this.#site[slot] === site) return slot;
      at = (at + 1) & mask;
    }
  }

  addRow(slot: number, row: number): void {
    if (this.rows[slot]!++ === 0) this.firstRow[slot] = row;
    this.lastRow[slot] = row;
  }

  #add(parentRow: number, site: number): number {
    const slot = this.length++;
    this.firstRow = grown(this.firstRow, this.length);
    this.lastRow = grown(this.lastRow, this.length);
    this.rows = grown(this.rows, this.length);
    this.pack = grown(this.pack, this.length);
    this.#parent = grown(this.#parent, this.length);
    this.#site = grown(this.#site, this.length);
    this.firstRow[slot] = -1;
    this.lastRow[slot] = -1;
    this.pack[slot] = -1;
    this.#parent[slot] = parentRow;
    this.#site[slot] = site;
    if (this.length * 2 > this.#buckets.length) this.#rehash();
    else this.#insert(slot);
    return slot;
  }

  #rehash(): void {
    this.#buckets = new Int32Array(this.#buckets.length * 2);
    for (let slot = 0; slot < this.length; slot++) this.#insert(slot);
  }

  #insert(slot: number): void {
    const mask = this.#buckets.length - 1;
    let at = hash(this.#parent[slot]!, this.#site[slot]!) & mask;
    while (this.#buckets[at] !== 0) at = (at + 1) & mask;
    this.#buckets[at] = slot + 1;
  }
}

function hash(parentRow: number, site: number): number {
  let mixed = Math.imul(parentRow + 1, 0x9e3779b1) ^ Math.imul(site + 1, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0x2c1b3c6d) >>> 0;
}
