import { cutEnd, cutPath, displayWidth } from "./display-width.ts";
import type { Paint, Span } from "./paint.ts";

export interface Column<Row> {
  readonly title: string;
  readonly align: "left" | "right";
  readonly cell: (row: Row) => readonly Span[];
  /** Gets narrower than its content when there is no room, but not than this. Left out: never. */
  readonly minWidth?: number;
  /** It holds paths, which are cut from the left by whole folders. */
  readonly isPath?: boolean;
  /** Left out of a table that is too wide, the lowest number first. Without a number it always stays. */
  readonly rank?: number;
}

const GAP = 2;

/** Lines of a table at most `width` cells wide: a line of titles, then one a row. */
export function layOut<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  paint: Paint,
): string[] {
  const kept = keepColumns(columns, rows, width);
  const widths = shrink(kept, width);
  const titles = kept.map(({ column }): readonly Span[] => [{ text: column.title, colour: "dim" }]);
  const lines = [titles, ...rows.map((_, row) => kept.map(({ cells }) => cells[row]!))];
  return lines.map((cells) => line(cells, kept, widths, paint));
}

interface Measured<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly (readonly Span[])[];
  /** Of the widest cell. */
  readonly width: number;
}

function keepColumns<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): Measured<Row>[] {
  let kept = columns.map((column) => measure(column, rows));
  for (;;) {
    const least = kept.map(({ column, width }) => Math.min(width, column.minWidth ?? width));
    if (sum(least) + GAP * (kept.length - 1) <= width) return kept;
    const lowest = Math.min(...kept.map(({ column }) => column.rank ?? Number.POSITIVE_INFINITY));
    if (lowest === Number.POSITIVE_INFINITY) return kept;
    kept = kept.filter(({ column }) => column.rank !== lowest);
  }
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): Measured<Row> {
  const cells = rows.map(column.cell);
  return { column, cells, width: Math.max(displayWidth(column.title), ...cells.map(spansWidth)) };
}

/** Takes what is too much from the columns that may shrink, always from the widest of them. */
function shrink<Row>(kept: readonly Measured<Row>[], width: number): number[] {
  const widths = kept.map((measured) => measured.width);
  const least = kept.map(({ column, width }) => Math.min(width, column.minWidth ?? width));
  let excess = sum(widths) + GAP * (kept.length - 1) - width;
  for (; excess > 0; excess--) {
    let widest = -1;
    for (const [index, each] of widths.entries()) {
      if (each > least[index]! && (widest < 0 || each > widths[widest]!)) widest = index;
    }
    if (widest < 0) break;
    widths[widest]!--;
  }
  giveBack(kept, widths);
  return widths;
}

/** Paths are cut by whole folders; what that leaves free goes to the columns that lost the most. */
function giveBack<Row>(kept: readonly Measured<Row>[], widths: number[]): void {
  let free = 0;
  for (const [index, { column, cells }] of kept.entries()) {
    if (!column.isPath) continue;
    const used = Math.max(...cells.map((spans) => spansWidth(narrow(spans, widths[index]!, true))));
    const needed = Math.max(used, displayWidth(column.title));
    free += widths[index]! - needed;
    widths[index] = needed;
  }
  const lost = (index: number) => kept[index]!.width - widths[index]!;
  const others = [...kept.keys()].filter((index) => !kept[index]!.column.isPath);
  for (const index of others.sort((a, b) => lost(b) - lost(a))) {
    const given = Math.min(free, lost(index));
    widths[index]! += given;
    free -= given;
  }
}

function line<Row>(
  cells: readonly (readonly Span[])[],
  kept: readonly Measured<Row>[],
  widths: readonly number[],
  paint: Paint,
): string {
  const texts = cells.map((spans, index) => {
    const { align, isPath } = kept[index]!.column;
    const fitted = narrow(spans, widths[index]!, isPath === true);
    const padding = " ".repeat(Math.max(0, widths[index]! - spansWidth(fitted)));
    const text = fitted.map(paint).join("");
    return align === "right" ? padding + text : text + padding;
  });
  return texts.join(" ".repeat(GAP)).trimEnd();
}

function narrow(spans: readonly Span[], width: number, isPath: boolean): readonly Span[] {
  if (spansWidth(spans) <= width) return spans;
  const whole = spans.map(({ text }) => text).join("");
  return [{ text: isPath ? cutPath(whole, width) : cutEnd(whole, width), colour: spans[0]?.colour }];
}

function spansWidth(spans: readonly Span[]): number {
  return sum(spans.map(({ text }) => displayWidth(text)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
