import { cutEnd, displayWidth, printable } from "./display-width.ts";
import { formatCount, formatMs, plural } from "./format.ts";
import type { Colour, Paint, Span } from "./paint.ts";

/** What every section of the text needs: how wide a line may be, how to colour, and how to name a file shortly. */
export interface Page {
  readonly width: number;
  readonly paint: Paint;
  /** Files are shown relative to it; empty when they are relative already. Ends with a slash. */
  readonly folder: string;
}

/** Most rows of a table: what fits one screen together with the rest. */
export const MOST_ROWS = 12;
export const BAR_WIDTH = 10;

export function heading(text: string, { paint }: Page): string {
  return paint({ text, colour: "bold" });
}

/** A line that says what a table has left out. */
export function more(count: number, one: string, many: string, { paint }: Page): string[] {
  if (count <= 0) return [];
  return [paint({ text: `… and ${plural(count, `more ${one}`, `more ${many}`)}; --json has all`, colour: "dim" })];
}

export function plain(text: string, colour?: Colour): readonly Span[] {
  return [{ text, colour }];
}

/** A duration whose figures stand below each other: the unit takes two cells. "–" where there is none. */
export function duration(ms: number | null, colour?: Colour): readonly Span[] {
  if (ms === null) return plain("–  ", colour);
  const text = formatMs(ms);
  return plain(text.endsWith(" s") ? `${text} ` : text, colour);
}

export function place({ file, line }: { readonly file: string; readonly line: number }, { folder }: Page): string {
  if (file === "") return "";
  return printable(`${file.startsWith(folder) ? file.slice(folder.length) : file}:${line}`);
}

export function functionName(name: string): string {
  return name === "" ? "(anonymous)" : printable(name);
}

/** " ✗2" in red where something was rejected. */
export function rejections(count: number): readonly Span[] {
  return count > 0 ? [{ text: ` ✗${formatCount(count)}`, colour: "red" }] : [];
}

/** Breaks at spaces into lines of at most `width` cells, those after the first indented by two. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => cutEnd(each, width));
}
