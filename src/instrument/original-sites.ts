/**
 * The sites of code that a tool made (a compiler, a test runner's transform, a bundler), at the places of what it was made
 * from. Those files are instrumented too, for their sites alone, and each site of the code is paired with one of theirs: then
 * its text, its name and its end are the user's, which no source map could give.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { SiteKind, type SiteRecord } from "../format/spec.ts";
import type { RawMap } from "./map.ts";
import { pairByShape } from "./site-pairs.ts";
import { fold } from "./sites.ts";

/** A file that the code was made from; one object for each. */
export interface OriginalFile {
  readonly path: string;
  readonly source: string;
  readonly sites: readonly SiteRecord[];
}

export interface Origin {
  /** The file that all of the code stands for; null where it stands for none, as a bundle does. */
  readonly own: OriginalFile | null;
  /** Leads from the code to its files; null where the tool gave none, and only the order of the sites can tell. */
  readonly map: RawMap | null;
  /** The file of one of the map's sources; null where what is there is not what was compiled. */
  readonly open: (source: string) => OriginalFile | null;
  /** Whether one of the map's sources is none of those that are traced. */
  readonly isLeft: (source: string) => boolean;
}

/** Sites that follow each other in the code and lie in one file; `function` counts within the run. */
export interface SiteRun<Path = string | null> {
  /** Null: no place in any original is known, positions are the code's. */
  readonly path: Path;
  readonly sites: readonly SiteRecord[];
}

export interface OriginalSites {
  /** Their sites in a row are the code's. */
  readonly runs: readonly SiteRun[];
  /** Names of async functions of the own file that the code no longer has, as when they were turned into generators. */
  readonly lost: readonly string[];
  /** Whether anything of the code has a place in an original. */
  readonly isPlaced: boolean;
  /** Indices of the sites that come from sources which are not traced, and stand in `runs` as the code's own. */
  readonly left: readonly number[];
}

interface Place {
  readonly file: OriginalFile;
  readonly line: number;
  /** 1-based, as in a site. */
  readonly column: number;
}

/** A place in a source that is not traced. */
const LEFT = Symbol("left");

/** A site as it is shown, in the file of this path. */
export interface PlacedSite<Path> {
  readonly path: Path;
  readonly site: SiteRecord;
}

type Placed = PlacedSite<string | null>;

export function originalSites(made: readonly SiteRecord[], origin: Origin): OriginalSites {
  const { own } = origin;
  const pairs = own === null ? new Map<number, number>() : pairByShape(made, own.sites);
  const paired = new Map<number, Placed>();
  for (const [i, j] of pairs) paired.set(i, { path: own!.path, site: own!.sites[j]! });
  const lines = new SitesByLine();
  const found = pairs.size === made.length ? made.map(() => null) : placesOf(made, origin, lines);
  const places = found.map((place) => (place === LEFT ? null : place));
  pairByPlace(made, places, paired, lines);

  const ownPairs = new Set([...paired.values()].map(({ site }) => site));
  const lost = own?.sites.filter((site) => site.kind === SiteKind.Function && !ownPairs.has(site)) ?? [];
  const placed = made.map((site, i) => paired.get(i) ?? unpaired(site, places[i] ?? null, own));
  return {
    runs: inRuns(made, placed),
    lost: lost.map(({ text }) => text),
    isPlaced: paired.size > 0 || places.some((place) => place !== null),
    left: [...found.keys()].filter((i) => found[i] === LEFT && !paired.has(i)),
  };
}

/** A minifier that puts a function in place of its only call maps its first word to the call, and the next to the function. */
const NEXT_WORD = "async ".length;

function placesOf(
  made: readonly SiteRecord[],
  { map, open, isLeft }: Origin,
  lines: SitesByLine,
): (Place | typeof LEFT | null)[] {
  if (map === null) return made.map(() => null);
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  const areLeft = new Map(map.sources.filter((source) => source !== null).map((source) => [source, isLeft(source)]));
  // What leads nowhere comes from one of them as well.
  const nowhere = areLeft.size > 0 && [...areLeft.values()].every(Boolean) ? LEFT : null;
  const placeOf = (line: number, column: number) => {
    const found = originalPositionFor(trace, { line, column: column - 1 });
    if (found.source === null) return nowhere;
    if (areLeft.get(found.source) ?? isLeft(found.source)) return LEFT;
    const file = open(found.source);
    return file === null ? null : { file, line: found.line!, column: found.column! + 1 };
  };
  const isOfFunction = (place: Place | typeof LEFT | null) =>
    place === LEFT || (place !== null && lines.of(place).some(({ kind }) => kind === SiteKind.Function));
  return made.map(({ kind, line, column }) => {
    const place = placeOf(line, column);
    if (kind !== SiteKind.Function || place === null || isOfFunction(place)) return place;
    const next = placeOf(line, column + NEXT_WORD);
    return isOfFunction(next) ? next : place;
  });
}

/**
 * Those without a partner, each with the nearest free site of its kind on the line that the map leads to: maps are not
 * exact to the column.
 */
function pairByPlace(
  made: readonly SiteRecord[],
  places: readonly (Place | null)[],
  paired: Map<number, Placed>,
  lines: SitesByLine,
): void {
  const taken = new Set([...paired.values()].map(({ site }) => site));
  for (const [i, { kind }] of made.entries()) {
    const place = places[i] ?? null;
    if (place === null || paired.has(i)) continue;
    const nearest = nearestFree(place, kind, taken, lines);
    if (nearest === null) continue;
    taken.add(nearest);
    paired.set(i, { path: place.file.path, site: nearest });
  }
}

function nearestFree(
  place: Place,
  kind: SiteKind,
  taken: ReadonlySet<SiteRecord>,
  lines: SitesByLine,
): SiteRecord | null {
  const away = (site: SiteRecord) => Math.abs(site.column - place.column);
  let nearest: SiteRecord | null = null;
  for (const site of lines.of(place)) {
    if (site.kind !== kind || taken.has(site)) continue;
    if (nearest === null || away(site) < away(nearest)) nearest = site;
  }
  return nearest;
}

/** The sites on a line of a file. */
class SitesByLine {
  readonly #files = new Map<OriginalFile, Map<number, SiteRecord[]>>();

  of({ file, line }: Place): readonly SiteRecord[] {
    let lines = this.#files.get(file);
    if (lines === undefined) {
      lines = Map.groupBy(file.sites, (site) => site.line);
      this.#files.set(file, lines);
    }
    return lines.get(line) ?? [];
  }
}

/**
 * What the tool put there itself: a wait for an import stands for the rest of the user's line, an async function around
 * the whole file for the module.
 */
function unpaired(site: SiteRecord, place: Place | null, own: OriginalFile | null): Placed {
  if (place === null && own === null) return { path: null, site };
  if (place === null) {
    const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    const isModule = site.kind === SiteKind.Function && site.function === -1;
    return {
      path: own!.path,
      site: { ...site, ...start, ...(isModule && { kind: SiteKind.Module, text: "<module>" }) },
    };
  }
  const { file, line, column } = place;
  if (site.kind === SiteKind.Module) {
    const known = file.sites.find(({ kind }) => kind === SiteKind.Module);
    return { path: file.path, site: known ?? { ...site, line: 1, column: 1, endLine: 1, endColumn: 1 } };
  }
  const rest = (splitLines(file.source)[line - 1] ?? "").slice(column - 1).trimEnd();
  // A function has a name of its own, and a file that is no script has no sites; of a wait that a tool put there only the line says something.
  const isNamed = site.kind === SiteKind.Function || file.sites.length === 0;
  const text = isNamed ? site.text : fold(rest);
  return { path: file.path, site: { ...site, line, column, endLine: line, endColumn: column + rest.length, text } };
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/);
}

/** `made[i]`, as it stands in the code, is shown as `placed[i]`. */
export function inRuns<Path>(made: readonly SiteRecord[], placed: readonly PlacedSite<Path>[]): SiteRun<Path>[] {
  const runs: { path: Path; sites: SiteRecord[] }[] = [];
  let first = 0;
  for (const [i, { path, site }] of placed.entries()) {
    if (runs.at(-1)?.path !== path) {
      runs.push({ path, sites: [] });
      first = i;
    }
    const enclosing = made[i]!.function;
    runs.at(-1)!.sites.push({ ...site, function: enclosing >= first ? enclosing - first : -1 });
  }
  return runs;
}
