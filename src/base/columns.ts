export type Column = Int32Array | Float64Array | Uint8Array;

/** A copy of `column` with room for `capacity` entries; new entries are 0. */
export function grown<C extends Column>(column: C, capacity: number): C {
  const larger = new (column.constructor as new (capacity: number) => C)(capacity);
  larger.set(column);
  return larger;
}

/**
 * A table held in columns: subclasses declare one typed array per column, empty at first.
 * Growth is by half, not double: at a million rows the slack is the larger part of a trace's memory.
 */
export abstract class Columns {
  length = 0;
  /**
   * What new entries of a column are, where not 0. They are filled in when the table grows: a row at a time it is a store
   * per entry, which for the tables of a trace was a tenth of reading it.
   */
  protected readonly initial: Readonly<Record<string, number>> = {};
  protected capacity = 0;

  /** Index of a new row, its entries as {@link initial} says. Columns may be replaced by larger ones. */
  protected addRow(): number {
    if (this.length === this.capacity) this.#grow();
    return this.length++;
  }

  #grow(): void {
    const filled = this.length;
    this.capacity = Math.max(FIRST_CAPACITY, this.capacity + (this.capacity >>> 1));
    const columns = this as unknown as Record<string, unknown>;
    for (const name of Object.keys(columns)) {
      const column = columns[name];
      if (!ArrayBuffer.isView(column)) continue;
      const larger = grown(column as Column, this.capacity);
      const value = this.initial[name];
      columns[name] = value === undefined ? larger : larger.fill(value, filled);
    }
  }
}

/** Entries every column has room for once there is a row. */
const FIRST_CAPACITY = 64;
