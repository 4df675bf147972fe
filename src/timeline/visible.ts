import { grown } from "./columns.ts";
import { RowKind, type Rows } from "./rows.ts";

/** Heights in CSS pixels. */
export const THREAD_HEIGHT = 28;
export const ROW_HEIGHT = 22;
/** Space above and below the bars of a row. */
export const ROW_PADDING = 2;
/** A lane of a packed row, closed and open. */
const THIN_LANE = 8;
const OPEN_LANE = 20;
/** Lanes a closed packed row draws one below the other; more share these. */
export const THIN_LANES = 9;

/** The rows that are shown, in order, with their places. A row's position is its index here. */
export class VisibleRows {
  length = 0;
  row = new Int32Array(64);
  /** Top of each row; entry `length` is the height of all. */
  top = new Float64Array(65);
  /** Position of each row of the table, -1 while hidden. */
  position = new Int32Array(64);

  get height(): number {
    return this.top[this.length]!;
  }

  /**
   * Flattens the tree. `shown` (a filter, from `filter.ts`) keeps rows with a non-zero entry and opens what leads to
   * them; null shows all that is not collapsed.
   */
  update(rows: Rows, shown: Uint8Array | null): void {
    this.row = grown(this.row, rows.length);
    this.top = grown(this.top, rows.length + 1);
    this.position = grown(this.position, rows.length);
    this.position.fill(-1);
    this.length = 0;
    this.top[0] = 0;
    for (const root of rows.roots) this.#walk(rows, root, shown);
  }

  /** Position of the row at height `y`, -1 above the first, `length` below the last. */
  at(y: number): number {
    if (y < 0) return -1;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.top[middle + 1]! <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #walk(rows: Rows, root: number, shown: Uint8Array | null): void {
    let row = root;
    for (;;) {
      const enters = shown === null || shown[row] !== 0;
      if (enters) this.#show(rows, row);
      const child = rows.firstChild[row]!;
      if (enters && child >= 0 && (shown !== null || rows.collapsed[row] === 0)) {
        row = child;
        continue;
      }
      while (row !== root && rows.nextSibling[row]! < 0) row = rows.parent[row]!;
      if (row === root) return;
      row = rows.nextSibling[row]!;
    }
  }

  #show(rows: Rows, row: number): void {
    const at = this.length++;
    this.row[at] = row;
    this.position[row] = at;
    this.top[at + 1] = this.top[at]! + rowHeight(rows, row);
  }
}

export function rowHeight(rows: Rows, row: number): number {
  switch (rows.kind[row]) {
    case RowKind.Thread:
      return THREAD_HEIGHT;
    case RowKind.Pack:
      return Math.max(ROW_HEIGHT, packLanes(rows, row) * laneHeight(rows, row) + 2 * ROW_PADDING);
    default:
      return ROW_HEIGHT;
  }
}

/** Height of one lane of the row, with the gap below it. */
export function laneHeight(rows: Rows, row: number): number {
  if (rows.kind[row] !== RowKind.Pack) return ROW_HEIGHT - 2 * ROW_PADDING;
  if (rows.collapsed[row] === 0) return OPEN_LANE;
  return rows.lanes[row]! === 1 ? ROW_HEIGHT - 2 * ROW_PADDING : THIN_LANE;
}

/** Lanes of a packed row that are drawn one below the other. */
export function packLanes(rows: Rows, row: number): number {
  const lanes = rows.lanes[row]!;
  return rows.collapsed[row] === 0 ? lanes : Math.min(lanes, THIN_LANES);
}
