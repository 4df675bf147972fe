/**
 * From a file's source to what runs: from the cache, or instrumented (and, where Node cannot strip it, transpiled) now.
 * Code in the cache counts its sites from a number of its own; {@link moveSites} moves them to where a thread's numbering stands.
 */
import type { SiteRecord } from "../../format/spec.ts";
import type { RawMap } from "../../instrument/map.ts";
import type { Language, ModuleFormat } from "../../instrument/types.ts";
import type { Bundles } from "./bundles.ts";
import type { CodeCache } from "./code-cache.ts";
import { contentKey } from "./content-key.ts";

export interface SourceFile {
  readonly path: string;
  readonly source: string;
  readonly language: Language;
  /** Formats to try, in this order. */
  readonly formats: readonly ModuleFormat[];
  /** Node cannot run this kind of file at all. */
  readonly mustTranspile: boolean;
  /** A value of the program's and no file: nothing of it may be written to the cache. */
  readonly isValue?: boolean;
  /** What gets no probes, by `placeKey`. */
  readonly leave?: readonly string[];
}

export interface InstrumentedFile {
  readonly ok: true;
  /** With sites counted from {@link firstSite}. */
  readonly code: string;
  readonly firstSite: number;
  readonly name: string;
  readonly sites: readonly SiteRecord[];
  readonly format: ModuleFormat;
  /** Set when `code` is JavaScript made from something else: the way back to the source. */
  readonly map: RawMap | null;
}

export type FileResult = InstrumentedFile | { readonly ok: false; readonly reason: string };

export interface InstrumenterOptions {
  readonly cache: CodeCache;
  readonly bundles: Bundles;
  readonly compilerOptions: (path: string) => Readonly<Record<string, unknown>>;
  /** Changes whenever the instrumenter does. */
  readonly version: string;
  readonly hasUsing: boolean;
}

export function createFileInstrumenter(options: InstrumenterOptions): (file: SourceFile) => FileResult {
  return (file) => {
    const result = instrumentCached(file, options);
    if (!result.ok) return file.mustTranspile ? transpileOnly(file, result.reason, options) : result;
    return result.needsTranspile || file.mustTranspile ? transpileCached(file, result, options) : result;
  };
}

type Stored = Omit<InstrumentedFile, "ok" | "code"> & { readonly needsTranspile: boolean };
type Step = (Stored & { ok: true; code: string }) | { ok: false; reason: string };

function instrumentCached(file: SourceFile, options: InstrumenterOptions): Step {
  const { source, language, formats, isValue, leave = [] } = file;
  const { cache, bundles, version, hasUsing } = options;
  const key = contentKey(source, [version, language, formats.join(), hasUsing, ...leave].join(" "));
  const left = new Set(leave);
  const make = (): Step => {
    let reason = "";
    for (const format of formats) {
      const result = bundles
        .instrumenter()
        .instrument(source, { language, format, firstSite: 1, hasUsing, leave: left });
      if (result.ok) return { ...result, firstSite: 1, format, map: null };
      reason ||= result.reason;
    }
    return { ok: false, reason };
  };
  return isValue ? make() : throughCache(cache, key, make);
}

/**
 * Of seven digits, and so wide that no thread's numbering comes to it: moved from there, code keeps its width, and the map from
 * transpiled code its columns.
 */
const WIDE_SITE = 1_000_000;

function transpileCached(file: SourceFile, step: Step & { ok: true }, options: InstrumenterOptions): FileResult {
  const { cache, bundles, version } = options;
  const compilerOptions = options.compilerOptions(file.path);
  const { format, name } = step;
  const code = moveSites(step.code, name, WIDE_SITE - step.firstSite);
  const key = contentKey(code, [version, file.path, format, JSON.stringify(compilerOptions)].join(" "));
  return throughCache(cache, key, () => {
    const result = bundles.transpiler().transpile(code, { file: file.path, format, name, compilerOptions });
    return result.ok ? { ...step, code: result.code, firstSite: WIDE_SITE, map: result.map } : result;
  });
}

/** A file that cannot be instrumented and that Node cannot run either, as a compiler makes it runnable. */
function transpileOnly(file: SourceFile, reason: string, options: InstrumenterOptions): FileResult {
  const format = file.formats[0]!;
  const step = {
    ok: true,
    code: file.source,
    firstSite: 1,
    name: "$aw",
    sites: [],
    format,
    map: null,
    needsTranspile: true,
  } as const;
  const result = transpileCached(file, step, options);
  return result.ok ? result : { ok: false, reason };
}

function throughCache(cache: CodeCache, key: string, make: () => Step): Step {
  const entry = cache.read(key);
  if (entry !== null) return { ok: true, code: entry.code, ...(entry.meta as Stored) };
  const made = make();
  if (!made.ok) return made;
  const { code, name, sites, firstSite, format, map, needsTranspile } = made;
  cache.write(key, { meta: { name, sites, firstSite, format, map, needsTranspile } satisfies Stored, code });
  return made;
}

/**
 * Adds `offset` to every site number. The probes that name a site are known by their texts, and no text of the user's
 * holds the probes' name. A number that becomes shorter keeps its width: what is behind it stays where it was.
 */
export function moveSites(code: string, name: string, offset: number): string {
  if (offset === 0) return code;
  const quoted = name.replaceAll("$", "\\$");
  const sites = new RegExp(`(${quoted}\\.(?:[ehgtaoEG]\\(|[sdriybnzkj]\\(${quoted}t,)\\s*|(${quoted}l))(\\d+)`, "g");
  return code.replace(sites, (_, before: string, isLabel: string | undefined, site: string) => {
    const moved = String(Number(site) + offset);
    return before + moved.padStart(site.length, isLabel === undefined ? " " : "0");
  });
}
