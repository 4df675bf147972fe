/** Growing typed columns. Capacity doubles, so a million appends cost twenty copies. */

type Column = Int32Array | Uint8Array | Uint16Array | Float32Array | Float64Array;

/** Returns `column`, or a copy of it with room for at least `length` entries; new entries hold `fill`. */
export function grown<T extends Column>(column: T, length: number, fill = 0): T {
  if (length <= column.length) return column;
  const Constructor = column.constructor as new (length: number) => T;
  const larger = new Constructor(Math.max(length, column.length * 2, 64));
  larger.set(column);
  if (fill !== 0) larger.fill(fill, column.length);
  return larger;
}

/**
 * First index in `[from, to)` of the row list `rows` whose value in `values` is at least `at`; `to` when there is
 * none. NaN counts as "not yet", later than everything.
 */
export function firstAtLeast(rows: Int32Array, values: Float64Array, at: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[rows[middle]!]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As {@link firstAtLeast}, looking near `from` first: runs of neighbours are the common case when bars merge. */
export function gallop(rows: Int32Array, values: Float64Array, at: number, from: number, to: number): number {
  let step = 1;
  let low = from;
  while (low + step < to && values[rows[low + step]!]! < at) {
    low += step;
    step *= 2;
  }
  return firstAtLeast(rows, values, at, low, Math.min(to, low + step + 1));
}
