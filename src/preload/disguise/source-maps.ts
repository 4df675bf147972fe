/**
 * The comment at the end of every instrumented script. C++ asks for a user's line in an uncaught error's excerpt only
 * where a script names a source map, so there is always one; a real one, several times the size of the code, only
 * where a debugger, coverage, or Node itself (`--enable-source-maps`) reads it.
 */
import { readFileSync } from "node:fs";
import type { RawMap } from "../../instrument/map.ts";
import type { Bundles, Instrumenter } from "../loading/bundles.ts";

export interface MappedCode {
  /** As it runs, without the comment. */
  readonly code: string;
  readonly name: string;
  readonly source: string;
  readonly url: string;
  /** From `code` to `source`, for transpiled files. */
  readonly map: RawMap | null;
  /** Lines that the engine puts before `code`. */
  readonly headerLines?: number | undefined;
}

export interface ScriptEnd {
  readonly comment: string;
  /** The comment names a map without anything in it. */
  readonly isEmpty: boolean;
  /** Node itself maps positions of this script, all the way to where its source came from. */
  readonly isMappedByNode: boolean;
}

const NO_MAP: ScriptEnd = { comment: "//# sourceMappingURL=data:,", isEmpty: true, isMappedByNode: false };

export function createScriptEnds(bundles: Bundles): (mapped: MappedCode) => ScriptEnd {
  const isCounted = collectsCoverage();
  const isRead = isCounted || isDebugged();
  return (mapped) => {
    if (!isRead && !process.sourceMapsEnabled) return NO_MAP;
    const instrumenter = bundles.instrumenter();
    const ofSource = readMapOf(mapped, instrumenter);
    // Node would show paths for URLs in every stack of a file that has a map: none where the program brings none.
    if (ofSource === null && process.sourceMapsEnabled && !isRead) return NO_MAP;
    const composed = compose(mapped, ofSource, instrumenter);
    const map = isCounted ? instrumenter.mapForCoverage(composed, mapped.code, mapped.name) : composed;
    const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
    return { comment, isEmpty: false, isMappedByNode: process.sourceMapsEnabled };
  };
}

/** Coverage reads the maps of all scripts. */
export function collectsCoverage(): boolean {
  return (process.env.NODE_V8_COVERAGE ?? "") !== "";
}

/** So does a debugger. */
function isDebugged(): boolean {
  return /--inspect|js-debug/.test([...process.execArgv, process.env.NODE_OPTIONS ?? ""].join(" "));
}

function compose(
  { code, name, source, url, map, headerLines }: MappedCode,
  ofSource: RawMap | null,
  instrumenter: Instrumenter,
): RawMap {
  if (map !== null) return { ...map, sources: [url], sourcesContent: [source] };
  if (ofSource !== null) {
    const { header, body } = splitHeader(ofSource, headerLines);
    const moved = instrumenter.mapThroughEdits(code, name, body);
    return { ...moved, mappings: header + moved.mappings };
  }
  return { ...instrumenter.mapOfEdits(code, name, url), sourcesContent: [source] };
}

/**
 * A made function's map may count the lines that the engine puts before the body, as debuggers count them and Vite 8 does: then
 * it has nothing there. Gives those lines' mappings, and the map that counts from the body on.
 */
export function splitHeader(map: RawMap, lines = 0): { header: string; body: RawMap } {
  const header = ";".repeat(lines);
  if (!map.mappings.startsWith(header)) return { header: "", body: map };
  return { header, body: { ...map, mappings: map.mappings.slice(lines) } };
}

/** The map that a source itself names, inline or beside it; null for none, or for one that cannot be read. */
export function readMapOf(
  { source, url }: Pick<MappedCode, "source" | "url">,
  { readInlineMap, readMap, readMapUrl }: Instrumenter,
): RawMap | null {
  const address = readMapUrl(source);
  if (address === null) return null;
  if (address.startsWith("data:")) return readInlineMap(source, url);
  try {
    const mapUrl = new URL(address, url);
    return readMap(readFileSync(mapUrl, "utf8"), mapUrl.href);
  } catch {
    return null;
  }
}
