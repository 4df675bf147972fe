/**
 * The sites of code that a tool made of a file (a test runner's transform, a bundler's), at the file's own places. The
 * file is instrumented too, for its sites alone, and each site of the code is paired with one of the file's: then its
 * text, its name and its end are the user's, which no source map could give.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { SiteKind, type SiteRecord } from "../format/spec.ts";
import type { RawMap } from "./map.ts";
import { pairByShape } from "./site-pairs.ts";
import { fold } from "./sites.ts";

export interface OriginalSites {
  /** One for each site of the code, in the same order. */
  readonly sites: SiteRecord[];
  /** Names of async functions of the file that the code no longer has, as when they were turned into generators. */
  readonly lost: readonly string[];
}

export interface OriginalFile {
  readonly source: string;
  readonly sites: readonly SiteRecord[];
}

interface Place {
  readonly line: number;
  /** 1-based, as in a site. */
  readonly column: number;
}

/** `map` leads from the code to the file; null where the tool gave none, and only the order of the sites can tell. */
export function originalSites(sites: readonly SiteRecord[], original: OriginalFile, map: RawMap | null): OriginalSites {
  const places = placesOf(sites, map);
  const pairs = pairByShape(sites, original.sites);
  pairByPlace(sites, places, original.sites, pairs);
  const paired = new Set(pairs.values());
  const lost = original.sites.filter((site, i) => site.kind === SiteKind.Function && !paired.has(i));
  const lines = splitLines(original.source);
  return {
    sites: sites.map((site, i) => {
      const pair = original.sites[pairs.get(i) ?? -1];
      return { ...(pair ?? madeByTool(site, places[i] ?? null, lines)), function: site.function };
    }),
    lost: lost.map(({ text }) => text),
  };
}

function placesOf(sites: readonly SiteRecord[], map: RawMap | null): (Place | null)[] {
  if (map === null) return sites.map(() => null);
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  return sites.map((site) => {
    const { line, column } = originalPositionFor(trace, { line: site.line, column: site.column - 1 });
    return line === null ? null : { line, column: column + 1 };
  });
}

/** Those without a partner, each with the nearest free site of its kind on the line that the map leads to. */
function pairByPlace(
  sites: readonly SiteRecord[],
  places: readonly (Place | null)[],
  original: readonly SiteRecord[],
  pairs: Map<number, number>,
): void {
  const paired = new Set(pairs.values());
  const all = original.map((site, index) => ({ ...site, index }));
  const free = Map.groupBy(
    all.filter(({ index }) => !paired.has(index)),
    ({ kind, line }) => `${kind} ${line}`,
  );
  for (const [i, { kind }] of sites.entries()) {
    const place = places[i] ?? null;
    const candidates = place === null || pairs.has(i) ? undefined : free.get(`${kind} ${place.line}`);
    if (place === null || candidates === undefined) continue;
    candidates.sort((a, b) => Math.abs(a.column - place.column) - Math.abs(b.column - place.column));
    const nearest = candidates.shift();
    if (nearest !== undefined) pairs.set(i, nearest.index);
  }
}

/**
 * What the tool put there itself: a wait for an import stands for the rest of the user's line, an async function around
 * the whole file for the module.
 */
function madeByTool(site: SiteRecord, place: Place | null, lines: readonly string[]): SiteRecord {
  if (place === null) {
    const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    const isModule = site.kind === SiteKind.Function && site.function === -1;
    return { ...site, ...start, ...(isModule && { kind: SiteKind.Module, text: "<module>" }) };
  }
  const { line, column } = place;
  const text = (lines[line - 1] ?? "").slice(column - 1).trimEnd();
  return { ...site, line, column, endLine: line, endColumn: column + text.length, text: fold(text) };
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/);
}
