/**
 * Where the sites of a script are in the files it was made from. A script that a compiler or bundler made has sites at
 * its own lines; people know the lines of the files they wrote.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { SiteKind, type SiteRecord } from "../format/spec.ts";
import type { RawMap } from "./map.ts";
import { ANONYMOUS } from "./names.ts";

/** Sites that follow each other in the script and lie in one file; `function` counts within the run. */
export interface SiteRun {
  /** As the map names it, or the one that was paired; null: no place in any original is known, positions are the script's. */
  readonly file: string | null;
  readonly sites: readonly SiteRecord[];
}

/**
 * The sites of the original, if they are the script's own one by one: what a compiler makes of a single file has the
 * same functions and waits in the same order. Better than any source map where it holds, for it needs none and its ends and
 * texts are the user's. Null where the two differ in number, kind, nesting, or a function's name.
 */
export function pairSites(
  running: readonly SiteRecord[],
  original: readonly SiteRecord[],
): readonly SiteRecord[] | null {
  const isSame = running.length === original.length && running.every((site, i) => isCounterpart(site, original[i]!));
  return isSame ? original : null;
}

function isCounterpart(running: SiteRecord, original: SiteRecord): boolean {
  if (running.kind !== original.kind || running.function !== original.function) return false;
  if (running.kind !== SiteKind.Function || running.text === original.text) return true;
  // Compilers assign to a temporary, or wrap what is assigned: the name is another then, or none.
  const isNamed = (name: string) => name !== ANONYMOUS && /^[\w$]+$/.test(name);
  return !isNamed(running.text) || !isNamed(original.text);
}

/**
 * The sites as a source map places them. `open` gives the sites of an original when its text can be had, so that ends
 * and texts are the user's too; null leaves what lies in it at the script's own lines.
 */
export function mapSites(
  running: readonly SiteRecord[],
  map: RawMap,
  open: (source: string) => readonly SiteRecord[] | null,
): SiteRun[] {
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  const placed = running.map((site) => placeSite(site, trace, open));
  return inRuns(running, placed);
}

interface Placed {
  readonly file: string | null;
  readonly site: SiteRecord;
}

function placeSite(site: SiteRecord, trace: TraceMap, open: (source: string) => readonly SiteRecord[] | null): Placed {
  const { source, line, column } = originalPositionFor(trace, { line: site.line, column: site.column - 1 });
  const sites = source === null ? null : open(source);
  if (sites === null) return { file: null, site };
  const nearest = nearestSite(sites, site.kind, line!, column! + 1);
  // Text that a compiler made up, or a kind it made of another: where it points is all that is known.
  if (nearest === null) {
    const start = { line: line!, column: column! + 1 };
    return { file: source, site: { ...site, ...start, endLine: start.line, endColumn: start.column + 1 } };
  }
  return { file: source, site: nearest };
}

/** On the line that the map says; maps are not exact to the column. */
function nearestSite(sites: readonly SiteRecord[], kind: number, line: number, column: number): SiteRecord | null {
  let nearest: SiteRecord | null = null;
  for (const site of sites) {
    if (site.line !== line || site.kind !== kind) continue;
    if (nearest === null || Math.abs(site.column - column) < Math.abs(nearest.column - column)) nearest = site;
  }
  return nearest;
}

function inRuns(running: readonly SiteRecord[], placed: readonly Placed[]): SiteRun[] {
  const runs: { file: string | null; sites: SiteRecord[] }[] = [];
  let first = 0;
  for (const [i, { file, site }] of placed.entries()) {
    if (runs.at(-1)?.file !== file) {
      runs.push({ file, sites: [] });
      first = i;
    }
    const enclosing = running[i]!.function;
    runs.at(-1)!.sites.push({ ...site, function: enclosing >= first ? enclosing - first : -1 });
  }
  return runs;
}
