/**
 * A bundle has the code of its dependencies beside the user's. They run without probes there, as they do in node_modules. Which they are
 * its source map tells, and only of code that has been instrumented: so that is done a second time, without them.
 */

import { SiteKind, type SiteRecord } from "../../format/spec.ts";
import { placeKey } from "../../instrument/types.ts";
import type { FileResult, InstrumentedFile, SourceFile } from "./instrumented-file.ts";
import type { Origins, PlacedOrigins } from "./origins.ts";

/** An instrumented file, and where its sites are shown. */
export interface TracedCode {
  readonly made: InstrumentedFile;
  readonly origins: PlacedOrigins;
}

export interface Retrace {
  readonly instrument: (file: SourceFile) => FileResult;
  readonly findOrigins: (sites: readonly SiteRecord[]) => Origins;
}

/** `code` without probes in what its `origins` say is left; as it is where nothing is, or it cannot be done. */
export function leaveDependencies(
  file: SourceFile,
  code: TracedCode,
  { instrument, findOrigins }: Retrace,
): TracedCode {
  const left = code.origins.left.map((index) => code.made.sites[index]!).filter(canBeLeft);
  if (left.length === 0) return code;
  const made = instrument({ ...file, leave: left.map(placeKey) });
  if (!made.ok) return code;
  const origins = findOrigins(made.sites);
  return origins.ok ? { made, origins } : code;
}

/** A wait is left with its function; in a module that waits itself it stays, or the module would seem to run on. */
function canBeLeft({ kind }: SiteRecord): boolean {
  return kind === SiteKind.Function || kind === SiteKind.Promise || kind === SiteKind.Combinator;
}
