import { lowerBound, upperBound } from "../base/bisect.ts";
import { piecesOf } from "./probes.ts";

/** Columns of one line, all from 1. */
export interface LineColumns {
  readonly hasProbes: boolean;
  /** Where a column of the instrumented line stands in the source's line. Inside a probe: where that was inserted. */
  original(column: number): number;
  /** Where a column of the source's line stands in the instrumented line: behind what is inserted there. */
  generated(column: number): number;
}

/** The probes are looked for once, and each question is a bisection: a bundle may be one line of megabytes. */
export function columnsOf(line: string, name: string): LineColumns {
  const pieces = piecesOf(line, name);
  const starts = pieces.map(({ index }) => index);
  /** Lengths of the pieces before each, and of all. */
  const before = [0];
  for (const { text } of pieces) before.push(before.at(-1)! + text.length);
  /** Where each stands in the source's line. */
  const places = starts.map((start, at) => start - before[at]!);
  return {
    hasProbes: pieces.length > 0,
    original(column) {
      const last = lowerBound(starts, column - 1) - 1;
      if (last < 0) return column;
      return column - before[last]! - Math.min(pieces[last]!.text.length, column - 1 - starts[last]!);
    },
    generated: (column) => column + before[upperBound(places, column - 1)]!,
  };
}

/** As V8 counts lines. */
export function splitLines(code: string): string[] {
  return code.split(/\r\n|[\n\r\u2028\u2029]/);
}

/** The columns of an instrumented code's lines, by number from 0; each line is looked at when it is asked for. */
export function columnsOfLines(code: string, name: string): (line: number) => LineColumns {
  const lines = splitLines(code);
  const known = new Map<number, LineColumns>();
  return (line) => {
    let columns = known.get(line);
    if (columns === undefined) {
      columns = columnsOf(lines[line] ?? "", name);
      known.set(line, columns);
    }
    return columns;
  };
}
