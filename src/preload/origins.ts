/**
 * The files that a script's sites are shown in: those it was made from, where they are on disk and what was compiled.
 * Found by pairing with the file's own text where a loader compiled it, else by the source map; kept in the code cache.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SiteRecord } from "../format/spec.ts";
import type { SiteRun } from "../instrument/origins.ts";
import type { Bundles, Instrumenter } from "./bundles.ts";
import type { CodeCache } from "./code-cache.ts";
import { contentKey } from "./content-key.ts";
import { languageOf } from "./file-kinds.ts";
import { readMapOf } from "./source-maps.ts";

export interface RunningScript {
  readonly path: string;
  readonly url: string;
  /** As it runs, without probes. */
  readonly source: string;
  /** Some other tool may have made it of what is on disk. */
  readonly mayBeCompiled: boolean;
}

/** Sites by file, in the order of the script; or why they have no place in any file. */
export type Origins =
  | { readonly ok: true; readonly runs: readonly FileRun[] }
  | { readonly ok: false; readonly reason: string };

export interface FileRun {
  readonly file: string;
  readonly sites: readonly SiteRecord[];
}

export interface OriginOptions {
  readonly bundles: Bundles;
  readonly cache: CodeCache;
  readonly version: string;
}

export type FindOrigins = (script: RunningScript, sites: readonly SiteRecord[]) => Origins;

export function createOriginFinder(options: OriginOptions): FindOrigins {
  return (script, sites) => {
    const { path, source, mayBeCompiled } = script;
    const text = mayBeCompiled ? readText(path) : source;
    const isCompiled = text !== source;
    if (!isCompiled && !source.includes("# sourceMappingURL=")) return { ok: true, runs: [{ file: path, sites }] };
    if (sites.length === 0 && !isLowered(source)) return { ok: true, runs: [] };
    return throughCache(script, text, options, () => {
      const finder = new Finder(options.bundles.instrumenter());
      return { origins: finder.find(script, sites, isCompiled ? text : null), read: finder.read };
    });
  };
}

/** What compilers put where an async function was when their target does not know any. */
function isLowered(source: string): boolean {
  return /\b_*(?:awaiter|asyncToGenerator|regeneratorRuntime|async_to_generator)\b/i.test(source);
}

const LOWERED =
  "Its async functions were compiled to generators or callbacks before it ran: the compiler's target is older than ES2017";
const UNPLACED =
  "It was compiled when it was loaded, and nothing leads from the result back to its lines: no source map, and other functions";

class Finder {
  /** Paths and texts of what was read on the way. */
  readonly read = new Map<string, string | null>();
  readonly #instrumenter: Instrumenter;
  readonly #sites = new Map<string, readonly SiteRecord[] | null>();

  constructor(instrumenter: Instrumenter) {
    this.#instrumenter = instrumenter;
  }

  /** `text`: the file on disk, where that is not what runs; null where it is, or where there is none. */
  find(script: RunningScript, sites: readonly SiteRecord[], text: string | null): Origins {
    const { path } = script;
    if (text !== null) {
      const original = this.#sitesOf(path, text) ?? [];
      const paired = this.#instrumenter.pairSites(sites, original);
      if (paired !== null) return { ok: true, runs: [{ file: path, sites: paired }] };
    }
    if (sites.length === 0) return { ok: false, reason: LOWERED };
    const runs = this.#mapped(script, sites);
    if (text !== null && !runs.some(({ file }) => file !== null)) return { ok: false, reason: UNPLACED };
    return { ok: true, runs: runs.map((run) => ({ file: run.file ?? path, sites: run.sites })) };
  }

  #mapped(script: RunningScript, sites: readonly SiteRecord[]): readonly SiteRun[] {
    const map = readMapOf(script, this.#instrumenter);
    if (map === null) return [{ file: null, sites }];
    const paths = new Map<string, string | null>();
    const open = (source: string) => {
      if (!paths.has(source)) paths.set(source, pathOf(source));
      const path = paths.get(source)!;
      if (path === null) return null;
      const text = readText(path);
      this.read.set(path, text);
      const compiled = map.sourcesContent?.[map.sources.indexOf(source)] ?? text;
      return text === null || compiled !== text ? null : this.#sitesOf(path, text);
    };
    return this.#instrumenter.mapSites(sites, map, open).map((run) => ({
      ...run,
      file: run.file === null ? null : paths.get(run.file)!,
    }));
  }

  #sitesOf(path: string, text: string): readonly SiteRecord[] | null {
    const known = this.#sites.get(path);
    if (known !== undefined) return known;
    const language = languageOf(null, path);
    for (const format of ["module", "commonjs"] as const) {
      const result = this.#instrumenter.instrument(text, { language, format, firstSite: 1, hasUsing: true });
      if (!result.ok) continue;
      this.#sites.set(path, result.sites);
      return result.sites;
    }
    this.#sites.set(path, null);
    return null;
  }
}

interface Stored {
  readonly origins: Origins;
  /** Paths that were read, with what their texts were. */
  readonly read: readonly (readonly [string, string])[];
}

/** An entry holds as long as every file that it was made from is what it was. */
function throughCache(
  { source, path, url }: RunningScript,
  text: string | null,
  { cache, version }: OriginOptions,
  find: () => { origins: Origins; read: ReadonlyMap<string, string | null> },
): Origins {
  const key = contentKey(`${source}\n${text ?? ""}`, `origins ${version} ${path} ${url}`);
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
