/**
 * What is needed to speak of an instrumented script in the user's lines and columns: its running text (columns are
 * mapped by a line's text alone) and, for transpiled ones, the source map.
 */
import { SourceMap as NodeSourceMap, type SourceMap, stripTypeScriptTypes } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { columnsOfLines, type LineColumns, splitLines } from "../../instrument/columns.ts";
import type { RawMap } from "../../instrument/map.ts";
import { piecesOf, strip } from "../../instrument/probes.ts";
import { hasCapability } from "../../runtime/capabilities.ts";
import type { Excerpt } from "../disguise/fatal.ts";

export interface TracedScript {
  /** As given to Node. For TypeScript that Node strips itself, positions are the same before and after. */
  readonly code: string;
  /** The probes' global in it. */
  readonly name: string;
  /** The user's source. */
  readonly source: string;
  /** From `code` to the source, for transpiled files; null where lines are the user's own. */
  readonly map: RawMap | null;
  /** Node strips types from `code` before it runs. */
  readonly hasTypes: boolean;
  /** Node maps positions of this script by its source map, in its own stacks and excerpts. */
  readonly isMappedByNode: boolean;
  /** What was given to `node:vm` as the place of the code's first line and column, each 0 where nothing was. */
  readonly lineOffset?: number;
  readonly columnOffset?: number;
}

/** What of a script was looked up already. */
interface Known extends TracedScript {
  columns?: (line: number) => LineColumns;
  decoded?: SourceMap;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export class TracedScripts {
  readonly #scripts = new Map<string, Known>();
  #names: string[] = ["$aw"];

  /** `script` is the name that stacks show: a URL for modules, a path for CommonJS. */
  add(script: string, traced: TracedScript): void {
    this.#scripts.set(script, { ...traced });
    if (!this.#names.includes(traced.name)) this.#names.push(traced.name);
  }

  /** From now on the script runs as it is. */
  remove(script: string): void {
    this.#scripts.delete(script);
  }

  /** Those whose positions Node does not map itself. */
  unmapped(): readonly string[] {
    return [...this.#scripts.keys()].filter((script) => !this.isMappedByNode(script));
  }

  /** Now: a program may turn source maps off again. */
  isMappedByNode(script: string): boolean {
    return process.sourceMapsEnabled && this.#scripts.get(script)?.isMappedByNode === true;
  }

  /** A function's text without the probes of whichever file it is from. */
  restore(text: string): string {
    // What stood between an arrow's last token and what closes it is whitespace now (blanked types), and not its own.
    return strip(text, this.#probesIn(text)).trimEnd();
  }

  /**
   * The name of the probes in a function's text. A file that speaks of `$aw` itself has probes of another name, and what
   * looks like ours in it is the user's.
   */
  #probesIn(text: string): string {
    if (this.#names.length === 1) return this.#names[0]!;
    for (const { code, name } of this.#scripts.values()) if (code.includes(text)) return name;
    return this.#names.findLast((name) => piecesOf(text, name).length > 0) ?? this.#names[0]!;
  }

  /** As plain Node names a script in an excerpt: where it strips types itself, newer ones give it its URL. */
  nameOf(script: string): string {
    const isUrl = this.#scripts.get(script)?.hasTypes && hasCapability("strippedScriptsAreUrls");
    return isUrl && !script.startsWith("file:") ? pathToFileURL(script).href : script;
  }

  /** The probes' texts taken out of any text. */
  strip(text: string): string {
    let stripped = text;
    for (let i = this.#names.length - 1; i >= 0; i--) stripped = strip(stripped, this.#names[i]!);
    return stripped;
  }

  /** From a place in a running script to the user's, both 1-based. Null where they are the same. */
  map(script: string, line: number, column: number): Position | null {
    const traced = this.#scripts.get(script);
    if (traced === undefined) return null;
    if (traced.map !== null) {
      traced.decoded ??= new NodeSourceMap(traced.map as never);
      const entry = traced.decoded.findEntry(line - 1, column - 1);
      if (!("originalLine" in entry)) return null;
      return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
    const { lineOffset = 0, columnOffset = 0 } = traced;
    traced.columns ??= columnsOfLines(traced.code, traced.name);
    const columns = traced.columns(line - lineOffset - 1);
    if (!columns.hasProbes) return null;
    const shift = line - lineOffset === 1 ? columnOffset : 0;
    return { line, column: columns.original(column - shift) + shift };
  }

  /** As {@link map}, for whichever script a path or URL names. */
  mapFile(file: string, line: number, column: number): Position | null {
    const other = file.startsWith("file:") ? fileURLToPath(file) : pathToFileURL(file).href;
    return this.map(file, line, column) ?? this.map(other, line, column);
  }

  /** The line that an uncaught error's excerpt shows; line and column 0-based, in the running script. */
  excerpt(script: string, line: number, column: number): Excerpt {
    const traced = this.#scripts.get(script)!;
    const position = this.map(script, line + 1, column + 1) ?? { line: line + 1, column: column + 1 };
    return { text: this.#plainLine(traced, position.line), line: position.line - 1, column: position.column - 1 };
  }

  #plainLine(traced: TracedScript, line: number): string {
    const { source, hasTypes } = traced;
    return splitLines(hasTypes ? withoutTypes(source) : source)[line - 1] ?? "";
  }
}

/** Only at the end of a process: the warning that Node 22 would print for it is never reached. */
function withoutTypes(source: string): string {
  try {
    return stripTypeScriptTypes(source);
  } catch {
    return source;
  }
}
