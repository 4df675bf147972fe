import type { SiteKind, SiteRecord } from "../format/spec.ts";
import type { Position } from "./syntax.ts";

const MAX_TEXT = 120;

/** The sites of one file, numbered in the order of the source. */
export class SiteList {
  readonly records: SiteRecord[] = [];
  readonly #source: string;
  readonly #firstSite: number;

  constructor(source: string, firstSite: number) {
    this.#source = source;
    this.#firstSite = firstSite;
  }

  /** Adds a site and gives its index; `enclosing` is the index of its function or module, -1 for none. */
  add(kind: SiteKind, start: Position, end: Position, text: string, enclosing: number): number {
    this.records.push({
      kind,
      line: start.line,
      column: start.column + 1,
      endLine: end.line,
      endColumn: end.column + 1,
      text,
      function: enclosing,
    });
    return this.records.length - 1;
  }

  /** The expression of the site at `index` calls this function of the platform. */
  setCalls(index: number, calls: string): void {
    this.records[index] = { ...this.records[index]!, calls };
  }

  /** The number by which probes name the site at `index`. */
  number(index: number): number {
    return this.#firstSite + index;
  }

  /** A part of the source as a site's text: whitespace folded, cut to length, no half of a surrogate pair. */
  text(start: number, end: number): string {
    // Four times the length is enough unless nearly all of it is whitespace, which then reads shorter than it could.
    return fold(this.#source.slice(start, Math.min(end, start + 4 * MAX_TEXT)));
  }
}

export function fold(text: string): string {
  const folded = text.replace(/\s+/g, " ").trim().slice(0, MAX_TEXT);
  return /[\ud800-\udbff]$/.test(folded) ? folded.slice(0, -1) : folded;
}
