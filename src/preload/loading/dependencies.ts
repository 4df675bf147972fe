/**
 * A bundle has the code of its dependencies beside the user's. They run without probes there, as they do in node_modules. Which they are
 * its source map tells, and only of code that has been instrumented: so that is done a second time, without them.
 */
import { SiteKind, type SiteRecord } from "../../format/spec.ts";
import { inRuns } from "../../instrument/original-sites.ts";
import { placeKey } from "../../instrument/types.ts";
import type { FileResult, InstrumentedFile, SourceFile } from "./instrumented-file.ts";
import type { PlacedOrigins } from "./origins.ts";

/** An instrumented file, and where its sites are shown. */
export interface TracedCode {
  readonly made: InstrumentedFile;
  readonly origins: PlacedOrigins;
}

/** `code` without probes in what its `origins` say is left; as it is where nothing is, or it cannot be done. */
export function leaveDependencies(
  file: SourceFile,
  code: TracedCode,
  instrument: (file: SourceFile) => FileResult,
): TracedCode {
  const left = code.origins.left.map((index) => code.made.sites[index]!).filter(canBeLeft);
  if (left.length === 0) return code;
  const made = instrument({ ...file, leave: left.map(placeKey) });
  if (!made.ok) return code;
  const runs = runsOf(made.sites, code);
  return runs === null ? code : { made, origins: { ...code.origins, runs, left: [] } };
}

/** A wait is left with its function; in a module that waits itself it stays, or the module would seem to run on. */
function canBeLeft({ kind }: SiteRecord): boolean {
  return kind === SiteKind.Function || kind === SiteKind.Promise || kind === SiteKind.Combinator;
}

/** Where the sites that are still there are shown: they are some of those before, in the same order. */
function runsOf(sites: readonly SiteRecord[], { made, origins }: TracedCode): PlacedOrigins["runs"] | null {
  const before = origins.runs.flatMap(({ file, sites: placed }) => placed.map((site) => ({ path: file, site })));
  const placed: typeof before = [];
  let at = 0;
  for (const site of sites) {
    while (at < made.sites.length && !isSame(made.sites[at]!, site)) at++;
    if (at === made.sites.length) return null;
    placed.push(before[at++]!);
  }
  return inRuns(sites, placed).map(({ path, sites: own }) => ({ file: path, sites: own }));
}

function isSame(a: SiteRecord, b: SiteRecord): boolean {
  return a.line === b.line && a.column === b.column && a.kind === b.kind && a.text === b.text;
}
