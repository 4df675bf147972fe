export type Column = Int32Array | Float64Array | Uint8Array;

/** A copy of `column` with room for `capacity` entries; new entries are 0. */
export function grown<C extends Column>(column: C, capacity: number): C {
  const larger = new (column.constructor as new (capacity: number) => C)(capacity);
  larger.set(column);
  return larger;
}

/**
 * A table held in columns: subclasses declare one typed array per column, all of {@link Columns.capacity} entries.
 * Growth is by half, not double: at a million rows the slack is the larger part of a trace's memory.
 */
export abstract class Columns {
  length = 0;
  protected capacity: number = FIRST_CAPACITY;

  /** Index of a new row, its entries 0. Columns may be replaced by larger ones. */
  protected addRow(): number {
    if (this.length === this.capacity) this.#grow();
    return this.length++;
  }

  #grow(): void {
    this.capacity += this.capacity >>> 1;
    const columns = this as unknown as Record<string, unknown>;
    for (const name of Object.keys(columns)) {
      const column = columns[name];
      if (ArrayBuffer.isView(column)) columns[name] = grown(column as Column, this.capacity);
    }
  }
}

/** Entries every column has room for at first. */
export const FIRST_CAPACITY = 64;
