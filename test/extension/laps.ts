import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A line of what `examples/dashboard` prints of its own clocks, milliseconds. */
export interface Lap {
  readonly label: string;
  readonly file: string;
  readonly line: number;
  readonly count: number;
  readonly last: number;
  readonly longest: number;
}

/** The laps in what the terminal shows. */
export function readLaps(terminal: string): Lap[] {
  return terminal.split("\n").flatMap((row) => {
    const match = /^\s*(\S.*?)\s+([\w-]+\.ts):(\d+)\s+(\d+)\s+([\d.]+)\s+([\d.]+)\s*$/.exec(row);
    if (!match) return [];
    const [line, count, last, longest] = match.slice(3).map(Number);
    return [{ label: match[1]!, file: match[2]!, line: line!, count: count!, last: last!, longest: longest! }];
  });
}

/** The text of the first await in a line, as far as its hover listens: `await get`. */
export function awaitIn(folder: string, { file, line }: Lap): string {
  const text = readFileSync(join(folder, "dashboard", file), "utf8").split("\n")[line - 1]!;
  return /(for )?await\b( [\w.]+)?/.exec(text)![0];
}

/** The figures of a hover, milliseconds, by the names of its columns. */
export function readFigures(hover: string): Readonly<Record<string, number>> {
  const rows = hover.split("\n").map((row) => row.split(/[\t\u2003]+/).map((cell) => cell.trim()));
  const head = rows.findIndex((row) => row.includes("p50"));
  if (head < 0) throw new Error(`The hover has no figures: ${hover}`);
  return Object.fromEntries(rows[head]!.map((name, column) => [name, toMs(rows[head + 1]![column] ?? "")]));
}

function toMs(text: string): number {
  const [, value = "NaN", unit = ""] = /^([\d.,]+)\s*(µs|ms|s|min)?$/.exec(text) ?? [];
  return Number(value.replaceAll(",", "")) * ({ µs: 0.001, s: 1000, min: 60_000 }[unit] ?? 1);
}
