/**
 * The files that a script's sites are shown in: those it was made from, where they are on disk and what was compiled.
 * Found by pairing with the file's own text where a loader compiled it, else by the source map; kept in the code cache.
 */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SiteKind, type SiteRecord } from "../../format/spec.ts";
import type { RawMap } from "../../instrument/map.ts";
import type { OriginalFile } from "../../instrument/original-sites.ts";
import { readMapOf, splitHeader } from "../disguise/source-maps.ts";
import type { Bundles, Instrumenter } from "./bundles.ts";
import type { CodeCache } from "./code-cache.ts";
import { contentKey } from "./content-key.ts";
import { isScriptFormat, languageOf } from "./file-kinds.ts";
import type { Selection } from "./selection.ts";

export interface RunningScript {
  readonly path: string;
  readonly url: string;
  /** As it runs, without probes. */
  readonly source: string;
  /** Some other tool may have made it of what is on disk. */
  readonly mayBeCompiled: boolean;
  /** Lines before it that its source map may count. */
  readonly headerLines?: number | undefined;
}

/** Sites by file, in the order of the script; or why they have no place in any file. */
export type Origins = PlacedOrigins | { readonly ok: false; readonly reason: string };

export interface PlacedOrigins {
  readonly ok: true;
  readonly runs: readonly FileRun[];
  readonly lost: readonly string[];
  /** Indices of sites that come from files which are not traced, as the dependencies in a bundle do. */
  readonly left: readonly number[];
}

export interface FileRun {
  readonly file: string;
  readonly sites: readonly SiteRecord[];
}

export interface OriginOptions {
  readonly bundles: Bundles;
  readonly cache: CodeCache;
  readonly version: string;
  readonly selection: Pick<Selection, "isOrigin" | "key">;
}

export type FindOrigins = (script: RunningScript, sites: readonly SiteRecord[]) => Origins;

export function createOriginFinder(options: OriginOptions): FindOrigins {
  return (script, sites) => {
    const { path, source, mayBeCompiled } = script;
    const text = mayBeCompiled ? readText(path) : source;
    const isCompiled = text !== source;
    const isItself = !isCompiled && !source.includes("# sourceMappingURL=");
    if (isItself) return { ok: true, runs: [{ file: path, sites }], lost: [], left: [] };
    const hadAsync = isLowered(source) || (isCompiled && text !== null && ASYNC.test(text) && !isWrapper(script));
    if (sites.length === 0 && !hadAsync) return { ok: true, runs: [], lost: [], left: [] };
    return throughCache(script, sites, text, options, () => {
      const finder = new Finder(script, options);
      return { origins: finder.find(sites, isCompiled ? text : null), read: finder.read };
    });
  };
}

/** What has no async function does without this word. */
export const ASYNC = /\basync\b/;

/** A tool's module in place of a file that itself loads the file (import-in-the-middle): what it has no part of is not lost. */
function isWrapper({ path, source }: RunningScript): boolean {
  return source.includes(basename(path)) || source.includes(encodeURIComponent(basename(path)));
}

/** What compilers put where an async function was when their target does not know any. */
function isLowered(source: string): boolean {
  return /\b_*(?:awaiter|asyncToGenerator|regeneratorRuntime|async_to_generator)\b|\b__async\(/i.test(source);
}

/** For the list of what is not traced. */
export function describeLost(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => name || "(anonymous)");
  const rest = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return `A transform turned these async functions into something else before they ran: ${shown.join(", ")}${rest}`;
}

const LOWERED =
  "Its async functions were compiled to generators or callbacks before it ran: the compiler's target is older than ES2017";
const UNPLACED =
  "It was compiled when it was loaded, and nothing leads from the result back to its lines: no source map, and other functions";

class Finder {
  /** Paths and texts of what was read on the way. */
  readonly read = new Map<string, string | null>();
  readonly #script: RunningScript;
  readonly #instrumenter: Instrumenter;
  readonly #selection: OriginOptions["selection"];
  readonly #files = new Map<string, OriginalFile | null>();
  readonly #opened = new Map<string, OriginalFile | null>();

  constructor(script: RunningScript, { bundles, selection }: OriginOptions) {
    this.#script = script;
    this.#instrumenter = bundles.instrumenter();
    this.#selection = selection;
  }

  /** `text`: the file on disk, where that is not what runs; null where it is, or where there is none. */
  find(sites: readonly SiteRecord[], text: string | null): Origins {
    const { path, source } = this.#script;
    const own = text === null ? null : this.#instrumented(path, text);
    // The helpers that took the place of async functions make promises themselves.
    if (sites.every(({ kind }) => kind === SiteKind.Promise || kind === SiteKind.Combinator) && isLowered(source))
      return { ok: false, reason: LOWERED };
    const given = sites.length === 0 ? null : this.#readMap();
    const map = given && splitHeader(given, this.#script.headerLines).body;
    const open = (name: string) => this.#open(name, map!, own);
    const isLeft = (name: string) => !this.#selection.isOrigin(pathOf(name) ?? resourceOf(name), path);
    const { runs, lost, isPlaced, left } = this.#instrumenter.originalSites(sites, { own, map, open, isLeft });
    // What is nobody's own may be a tool's; what stands for a file with async functions must lead to one of them.
    if (text !== null && sites.length > 0 && !isPlaced && own?.sites.length !== 0)
      return { ok: false, reason: UNPLACED };
    return { ok: true, runs: runs.map((run) => ({ file: run.path ?? path, sites: run.sites })), lost, left };
  }

  #readMap(): RawMap | null {
    const address = this.#instrumenter.readMapUrl(this.#script.source) ?? "";
    const beside = URL.canParse(address, this.#script.url) ? pathOf(new URL(address, this.#script.url).href) : null;
    // Another map than today's may be there tomorrow.
    if (beside !== null) this.read.set(beside, readText(beside));
    return readMapOf(this.#script, this.#instrumenter);
  }

  #open(source: string, map: RawMap, own: OriginalFile | null): OriginalFile | null {
    const known = this.#opened.get(source);
    if (known !== undefined) return known;
    const file = this.#openNew(source, map, own);
    this.#opened.set(source, file);
    return file;
  }

  #openNew(source: string, map: RawMap, own: OriginalFile | null): OriginalFile | null {
    const path = pathOf(source);
    // A transform of a single file may name it as it likes.
    if (own !== null && (path === own.path || map.sources.length === 1)) return own;
    const content = map.sourcesContent?.[map.sources.indexOf(source)] ?? null;
    if (path === null) return content === null ? null : this.#openResource(resourceOf(source), content);
    const text = readText(path);
    this.read.set(path, text);
    return text === null || (content ?? text) !== text ? null : this.#instrumented(path, text);
  }

  /** webpack and its like name files from the folder that they were started in, which is the bundle's or one above it. */
  #openResource(resource: string, content: string): OriginalFile | null {
    if (!/^(?:webpack|turbopack)/.test(resource)) return null;
    const relative = resource.replace(/^[\w-]+:\/\/[^/]*\/(?:\[project\]\/)?/, "");
    for (let folder = dirname(this.#script.path); ; folder = dirname(folder)) {
      const path = join(folder, relative);
      if (readText(path) === content) {
        this.read.set(path, content);
        return this.#instrumented(path, content);
      }
      if (folder === dirname(folder)) return null;
    }
  }

  #instrumented(path: string, source: string): OriginalFile | null {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = this.#instrumentAnyhow(path, source);
    this.#files.set(path, file);
    return file;
  }

  /** Whatever it is written in: those who compile files of their own put JSX into `.js`. */
  #instrumentAnyhow(path: string, source: string): OriginalFile | null {
    const language = languageOf(null, path);
    for (const tried of language === "js" ? (["js", "jsx"] as const) : [language]) {
      for (const format of ["module", "commonjs"] as const) {
        const result = this.#instrumenter.instrument(source, { language: tried, format, firstSite: 1, hasUsing: true });
        if (result.ok) return { path, source, sites: result.sites };
      }
    }
    // No script, as a component of Vue or Svelte is none: its places are known all the same.
    return isScriptFormat(null, path) ? null : { path, source, sites: [] };
  }
}

/** Without the loaders that a tool names before and behind a file. */
function resourceOf(name: string): string {
  return name.replace(/\?.*$/s, "").replace(/^.*!/s, "");
}

interface Stored {
  readonly origins: Origins;
  /** Paths that were read, with what their texts were. */
  readonly read: readonly (readonly [string, string])[];
}

/** An entry holds as long as every file that it was made from is what it was. */
function throughCache(
  { source, path, url, headerLines = 0 }: RunningScript,
  sites: readonly SiteRecord[],
  text: string | null,
  { cache, version, selection }: OriginOptions,
  find: () => { origins: Origins; read: ReadonlyMap<string, string | null> },
): Origins {
  const key = contentKey(
    `${source}\n${text ?? ""}`,
    `origins ${version} ${path} ${url} ${headerLines} ${sites.length} ${selection.key}`,
  );
  const stored = cache.read(key)?.meta as Stored | undefined;
  if (stored?.read.every(([file, known]) => keyOf(readText(file)) === known)) return stored.origins;
  const { origins, read } = find();
  const meta: Stored = { origins, read: [...read].map(([file, content]) => [file, keyOf(content)]) };
  cache.write(key, { meta, code: "" });
  return origins;
}

function keyOf(text: string | null): string {
  return text === null ? "" : contentKey(text, "origin");
}

function pathOf(source: string): string | null {
  try {
    return source.startsWith("file:") ? fileURLToPath(source.replace(/\?.*$/, "")) : null;
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
