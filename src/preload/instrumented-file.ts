/**
 * From a file's source to what runs: from the cache, or instrumented (and, where Node cannot strip it, transpiled) now.
 * Cached code counts its sites from 1; the numbers are moved to where this thread's numbering stands.
 */
import type { SiteRecord } from "../format/spec.ts";
import type { InstrumentResult, Language, ModuleFormat } from "../instrument/types.ts";
import type { Bundles } from "./bundles.ts";
import type { CodeCache } from "./code-cache.ts";
import { contentKey } from "./content-key.ts";
import type { SourceMapPayload } from "./traced-scripts.ts";

export interface SourceFile {
  readonly path: string;
  readonly source: string;
  readonly language: Language;
  /** Formats to try, in this order. */
  readonly formats: readonly ModuleFormat[];
}

export interface InstrumentedFile {
  readonly ok: true;
  /** With sites counted from 1. */
  readonly code: string;
  readonly name: string;
  readonly sites: readonly SiteRecord[];
  readonly format: ModuleFormat;
  /** Set when `code` is plain JavaScript made from something else. */
  readonly map: SourceMapPayload | null;
}

export type FileResult = InstrumentedFile | { readonly ok: false; readonly reason: string };

export interface InstrumenterOptions {
  readonly cache: CodeCache;
  readonly bundles: Bundles;
  /** Changes whenever the instrumenter does. */
  readonly version: string;
  /** Node strips types from `.ts` itself. */
  readonly stripsTypes: boolean;
  readonly hasUsing: boolean;
}

type Stored = Omit<InstrumentedFile, "ok" | "code">;

export function createFileInstrumenter(options: InstrumenterOptions): (file: SourceFile) => FileResult {
  const { cache, version, stripsTypes, hasUsing } = options;
  return (file) => {
    const seed = [version, file.language, file.formats.join(), stripsTypes, hasUsing].join(" ");
    const key = contentKey(file.source, seed);
    const hit = read(cache, key);
    if (hit !== null) return hit;
    const result = instrumentFirst(file, options);
    if (!result.ok) return result;
    const { code, name, sites, format } = result;
    const instrumented: InstrumentedFile = { ok: true, code, name, sites, format, map: null };
    cache.write(key, { meta: { name, sites, format, map: null } satisfies Stored, code });
    return instrumented;
  };
}

function read(cache: CodeCache, key: string): InstrumentedFile | null {
  const entry = cache.read(key);
  return entry === null ? null : { ok: true, code: entry.code, ...(entry.meta as Stored) };
}

type Tried = (InstrumentResult & { ok: true; format: ModuleFormat }) | { ok: false; reason: string };

function instrumentFirst({ source, language, formats }: SourceFile, { bundles, hasUsing }: InstrumenterOptions): Tried {
  let reason = "";
  for (const format of formats) {
    const result = bundles.instrumenter().instrument(source, { language, format, firstSite: 1, hasUsing });
    if (result.ok) return { ...result, format };
    reason ||= result.reason;
  }
  return { ok: false, reason };
}

/**
 * Adds `offset` to every site number. The probes that name a site are known by their texts, and no text of the user's
 * holds the probes' name.
 */
export function moveSites(code: string, name: string, offset: number): string {
  if (offset === 0) return code;
  const quoted = name.replaceAll("$", "\\$");
  const sites = new RegExp(`(${quoted}\\.(?:[egtaEG]\\(|[siybnzkj]\\(${quoted}t,)\\s*|${quoted}l)(\\d+)`, "g");
  return code.replace(sites, (_, before: string, site: string) => before + (Number(site) + offset));
}
