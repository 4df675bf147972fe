import {
  AnyMap,
  decodedMappings,
  encodedMap,
  encodedMappings,
  type SourceMapInput,
  type SourceMapSegment,
  TraceMap,
} from "@jridgewell/trace-mapping";
import { lowerBound } from "../base/bisect.ts";
import { columnsOfLines, splitLines } from "./columns.ts";
import { piecesOf, toPattern } from "./probes.ts";

/** A source map, version 3, as its JSON has it. */
export interface RawMap {
  readonly version: 3;
  readonly sources: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: string;
  readonly file?: string;
  readonly sourceRoot?: string;
  readonly sourcesContent?: readonly (string | null)[];
}

/**
 * The map of instrumented code to its source, from the code alone: nothing need be kept since the edits. It has a
 * segment for every token, because Node takes a segment's start for the answer and does not add what lies behind it.
 * A statement of ours, and what goes behind an `of`, belongs to the user's next one, which may be lines below: where a debugger stops at a function's
 * entry, it stops at ours.
 */
export function mapOfEdits(code: string, name: string, source: string): RawMap {
  const waiting: Segment[] = [];
  const lines = splitLines(code).map((line, number) => segmentsOf(line, number, name, waiting));
  return withMappings({ version: 3, sources: [source], names: [] }, lines);
}

/** The map of instrumented code to where its source came from, given the map of that source. Loses no segment. */
export function mapThroughEdits(code: string, name: string, ofSource: RawMap): RawMap {
  const columns = columnsOfLines(code, name);
  return moved(ofSource, ([column, ...origin], line) => [columns(line).generated(column + 1) - 1, ...origin]);
}

/** The map of what a compiler made of instrumented code to the code's source, given the compiler's map to the code. */
export function mapPastEdits(code: string, name: string, toCode: RawMap, source: string): RawMap {
  const columns = columnsOfLines(code, name);
  const map = moved(toCode, (segment) => {
    if (segment.length === 1) return segment;
    const column = columns(segment[2]).original(segment[3] + 1) - 1;
    return [segment[0], 0, segment[2], column, ...segment.slice(4)];
  });
  const { sourcesContent: _, sourceRoot: __, ...rest } = map;
  return { ...rest, sources: [source] };
}

/**
 * The same map for whoever counts what ran, by the blocks that V8 sees. Probes have a `try` around a body, which ends with what is
 * before it, and a `catch`, which is nobody's: that it did not run says nothing of the user's lines around it. The script ends
 * where its source does, behind the comment that names this map.
 */
export function mapForCoverage(map: RawMap, code: string, name: string): RawMap {
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  const segments = decodedMappings(trace) as readonly Segment[][];
  // A printer may have put each on a line of its own.
  const clause = new RegExp(`(\\}\\s*)?${toPattern("catch(@x)", name)}`, "g");
  let last: Segment | null = null;
  const mapped = splitLines(code).map((line, number) => {
    const clauses = Array.from(line.matchAll(clause), ({ index, 1: end = "" }) => [index, index + end.length] as const);
    const ends = new Set(clauses.flat());
    const kept = (segments[number] ?? []).filter(([column]) => !ends.has(column!));
    const sourced = kept.filter((segment) => segment.length > 1);
    const columns = sourced.map(([column]) => column!);
    const made = clauses.flatMap(([end, start]) => {
      const before = sourced[lowerBound(columns, end) - 1] ?? last;
      return end < start && before !== null ? [[end, ...before.slice(1, 4)], [start]] : [[start]];
    });
    last = sourced.at(-1) ?? last;
    return [...kept, ...made].sort(([a], [b]) => a! - b!);
  });
  return withMappings(map, last === null ? mapped : [...mapped, [[0, ...(last as Segment).slice(1, 4)]]]);
}

/** The map that a source carries in a `data:` URL; null for none, or for one that cannot be read. `url`: of the source. */
export function readInlineMap(source: string, url = "file:///"): RawMap | null {
  const data = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(readMapUrl(source) ?? "");
  if (data === null) return null;
  try {
    return readMap(data[1] === undefined ? decodeURIComponent(data[2]!) : decodeBase64(data[2]!), url);
  } catch {
    return null;
  }
}

/**
 * A map's JSON with its sources as absolute URLs, and with its sections (an indexed map) made one. `url`: of the map.
 * Null for what is no map, version 3.
 */
export function readMap(json: string, url: string): RawMap | null {
  const text = json.startsWith(")]}") ? json.slice(json.indexOf("\n") + 1) : json;
  const map = JSON.parse(text) as Partial<RawMap> & { sections?: unknown };
  if (map.version !== 3) return null;
  if (!Array.isArray(map.sections) && !(typeof map.mappings === "string" && Array.isArray(map.sources))) return null;
  const trace = new AnyMap(map as SourceMapInput, url);
  const { mappings, names, sourcesContent } = encodedMap(trace);
  // Nothing is added to a source that is empty or missing: it stands for "no file".
  const sources = trace.sources.map((source, i) => source && encodeUrl(trace.resolvedSources[i] ?? source));
  return { version: 3, mappings, names, sources, ...(sourcesContent && { sourcesContent }) };
}

/** As a URL writes spaces and letters that are not ASCII. */
function encodeUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

/**
 * The address in the last `//# sourceMappingURL=` comment that has nothing but comments, whitespace, and the closing of
 * what a test runner put around the code behind it.
 */
export function readMapUrl(source: string): string | null {
  const at = source.lastIndexOf("# sourceMappingURL=");
  if (at < 2 || source.slice(at - 2, at) !== "//") return null;
  const end = source.slice(at).search(/[\n\r\u2028\u2029]|$/) + at;
  const behind = source.slice(end).replace(/\/\/.*|\/\*[\s\S]*?\*\//g, "");
  return /^[\s)}\];]*$/.test(behind) ? source.slice(at + "# sourceMappingURL=".length, end).trim() : null;
}

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
}

type Segment = number[];

/** `waiting`: segments of statements of ours that wait for the user's next one, across lines. */
function segmentsOf(line: string, number: number, name: string, waiting: Segment[]): Segment[] {
  const segments: Segment[] = [];
  let removed = 0;
  let from = 0;
  const addTokens = (to: number) => {
    const text = line.slice(from, to);
    for (const token of text.matchAll(/[\p{ID_Continue}$]+|[^\s]/gu)) {
      segments.push([from + token.index, 0, number, from + token.index - removed]);
    }
    const first = waiting.length === 0 ? -1 : withoutComments(text).search(/\S/);
    if (first < 0) return;
    for (const statement of waiting) statement.splice(2, 2, number, from + first - removed);
    waiting.length = 0;
  };
  for (const { index, text } of piecesOf(line, name)) {
    addTokens(index);
    const segment = [index, 0, number, index - removed];
    segments.push(segment);
    if (/[;{]$|\.i\(/.test(text)) waiting.push(segment);
    removed += text.length;
    from = index + text.length;
  }
  addTokens(line.length);
  return segments;
}

/** As long as before. Of a comment of several lines only the first is seen as one: the user's next statement seems to be its second. */
function withoutComments(text: string): string {
  return text.replace(/\/\/.*|\/\*.*?(?:\*\/|$)/g, (comment) => " ".repeat(comment.length));
}

function moved(map: RawMap, move: (segment: SourceMapSegment, line: number) => Segment): RawMap {
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  const lines = decodedMappings(trace).map((segments, line) => segments.map((segment) => move(segment, line)));
  return withMappings(map, lines);
}

function withMappings(map: Omit<RawMap, "mappings">, lines: readonly Segment[][]): RawMap {
  const mappings = lines as unknown as SourceMapSegment[][];
  const { version, names } = map;
  return { ...map, mappings: encodedMappings(new TraceMap({ version, names: [...names], sources: [], mappings })) };
}
