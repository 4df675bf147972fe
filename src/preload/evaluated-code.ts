/**
 * Code that the program hands to `node:vm` under a file's name: what test runners make of the user's files, past Node's
 * loader. It is instrumented like a file; its sites are the file's own.
 */

import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SiteRecord } from "../format/spec.ts";
import type { RawMap } from "../instrument/map.ts";
import type { ModuleFormat } from "../instrument/types.ts";
import { guard } from "../runtime/faults.ts";
import type { Bundles, Instrumenter } from "./bundles.ts";
import type { CodeCache } from "./code-cache.ts";
import { contentKey } from "./content-key.ts";
import { isScriptFormat, languageOf } from "./file-kinds.ts";
import type { SiteRecorder } from "./hooks.ts";
import { moveSites } from "./instrumented-file.ts";
import type { Selection } from "./selection.ts";
import type { SiteTexts } from "./site-texts.ts";
import type { MappedCode, ScriptEnd } from "./source-maps.ts";
import type { TracedScripts } from "./traced-scripts.ts";

export interface EvaluatedOptions {
  readonly recorder: SiteRecorder;
  readonly isSelected: Selection;
  readonly bundles: Bundles;
  readonly cache: CodeCache;
  /** Changes whenever the instrumenter does. */
  readonly version: string;
  readonly scripts: TracedScripts;
  readonly siteTexts: SiteTexts;
  readonly endScript: (mapped: MappedCode) => ScriptEnd;
}

/** Code as `node:vm` is given it. */
export interface GivenCode {
  readonly code: string;
  /** What stacks show: a path, a `file:` URL, or anything else, which is no file's code. */
  readonly script: string;
  readonly format: ModuleFormat;
  readonly lineOffset: number;
  readonly columnOffset: number;
}

/** What is to be compiled in its place, and the name of the probes in it; null for code that runs as it is. Never throws. */
export type InstrumentEvaluated = (given: GivenCode) => { readonly code: string; readonly name: string } | null;

interface Made {
  readonly code: string;
  readonly name: string;
  readonly sites: readonly SiteRecord[];
  readonly lost: readonly string[];
}

type Result = ({ readonly ok: true } & Made) | { readonly ok: false; readonly reason: string };

export function createEvaluatedInstrumenter(options: EvaluatedOptions): InstrumentEvaluated {
  const known = new Map<string, { given: GivenCode; output: { code: string; name: string } }>();
  const reported = new Set<string>();
  const { recorder } = options;
  const addLoss = (path: string, reason: string) => {
    if (reported.has(`${path} ${reason}`)) return;
    reported.add(`${path} ${reason}`);
    recorder.addLoss(path, reason);
  };
  return (given) => {
    let path: string | null = null;
    try {
      path = pathOf(given.script);
      if (path === null || !isScriptFormat(null, path) || !options.isSelected(path)) return null;
      // One file is evaluated once for every test file that imports it.
      const before = known.get(given.script);
      if (before !== undefined && isSameCode(before.given, given)) return before.output;
      const startMs = performance.now();
      const result = make(path, given, options);
      if (!result.ok) addLoss(path, result.reason);
      else if (result.lost.length > 0) addLoss(path, describeLost(result.lost));
      const output = result.ok && result.sites.length > 0 ? publish(path, given, result, options) : null;
      if (output !== null) known.set(given.script, { given, output });
      guard(() => recorder.addCost(performance.now() - startMs), undefined);
      return output;
    } catch (error) {
      if (path !== null) addLoss(path, error instanceof Error ? error.message : String(error));
      return null;
    }
  };
}

/** Null for a name that is no file's. What stands behind `?` tells versions of one file apart. */
function pathOf(script: string): string | null {
  if (script.startsWith("file:")) return fileURLToPath(new URL(script));
  if (!/^(?:\/|[A-Za-z]:[\\/])/.test(script)) return null;
  return script.replace(/\?.*$/s, "");
}

function isSameCode(a: GivenCode, b: GivenCode): boolean {
  return a.code === b.code && a.lineOffset === b.lineOffset && a.columnOffset === b.columnOffset;
}

function describeLost(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => name || "(anonymous)");
  const rest = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return `A transform turned these async functions into something else before they ran: ${shown.join(", ")}${rest}`;
}

/** Through the cache: the code with sites counted from 1, at the file's own places. */
function make(path: string, given: GivenCode, { bundles, cache, version }: EvaluatedOptions): Result {
  const onDisk = readFileSync(path, "utf8");
  const key = contentKey(given.code, ["evaluated", version, given.format, path, contentKey(onDisk, "")].join(" "));
  const entry = cache.read(key);
  if (entry !== null) return { ok: true, code: entry.code, ...(entry.meta as Omit<Made, "code">) };

  const instrumenter = bundles.instrumenter();
  const { code, format } = given;
  const result = instrumenter.instrument(code, { language: "js", format, firstSite: 1 });
  if (!result.ok) return result;
  const original = onDisk === code ? null : instrumentFile(path, onDisk, instrumenter);
  const mapped =
    original === null
      ? { sites: result.sites, lost: [] }
      : instrumenter.originalSites(result.sites, original, mapOf(code, path, instrumenter));
  const made = { name: result.name, ...mapped };
  cache.write(key, { meta: made, code: result.code });
  return { ok: true, code: result.code, ...made };
}

function instrumentFile(path: string, source: string, { instrument }: Instrumenter) {
  const options = { language: languageOf(null, path), firstSite: 1 } as const;
  const asModule = instrument(source, { ...options, format: "module" });
  const result = asModule.ok ? asModule : instrument(source, { ...options, format: "commonjs" });
  return result.ok ? { source, sites: result.sites } : null;
}

/** The map that the code carries, also when what a runner put around the code stands behind it. */
function mapOf(code: string, path: string, { readInlineMap, readMapUrl }: Instrumenter): RawMap | null {
  const address = readMapUrl(code.replace(/[\s)}\];]+$/, ""));
  return address === null ? null : readInlineMap(address, pathToFileURL(path).href);
}

function publish(
  path: string,
  given: GivenCode,
  made: Made,
  { recorder, scripts, siteTexts, endScript }: EvaluatedOptions,
): { code: string; name: string } {
  const { name, sites } = made;
  const { script, lineOffset, columnOffset } = given;
  const code = moveSites(made.code, name, recorder.nextSite - 1);
  scripts.add(script, {
    code,
    source: given.code,
    name,
    map: null,
    hasTypes: false,
    isMappedByNode: false,
    lineOffset,
    columnOffset,
  });
  siteTexts.add(recorder.nextSite, sites);
  recorder.addFile(path, sites);
  const { comment, isEmpty } = endScript({ code, name, source: given.code, url: script, map: null });
  return { code: isEmpty ? code : `${code}\n${comment}`, name };
}
