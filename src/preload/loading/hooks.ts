/** Node's loader hooks: sources that the rules select are instrumented on their way from the disk to V8. */
import { readFileSync } from "node:fs";
import type { LoadFnOutput, LoadHookContext, LoadHookSync } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { guard } from "../../runtime/faults.ts";
import type { SiteTexts } from "../disguise/site-texts.ts";
import type { MappedCode, ScriptEnd } from "../disguise/source-maps.ts";
import { leaveDependencies } from "./dependencies.ts";
import { formatsOf, isScriptFormat, isTypeScriptFile, languageOf } from "./file-kinds.ts";
import { type FileResult, type InstrumentedFile, moveSites, type SourceFile } from "./instrumented-file.ts";
import { describeLost, type FindOrigins, type Origins } from "./origins.ts";
import type { OtherLoaders } from "./other-loaders.ts";
import type { Selection } from "./selection.ts";
import type { TracedScripts } from "./traced-scripts.ts";

/** What loading needs of the recorder. */
export interface SiteRecorder {
  readonly nextSite: number;
  addFile(file: string, sites: InstrumentedFile["sites"]): number;
  addLoss(file: string, reason: string): void;
  addCost(ms: number): void;
  expectEvents(): void;
}

export interface LoadOptions {
  readonly recorder: SiteRecorder;
  readonly selection: Selection;
  readonly instrument: (file: SourceFile) => FileResult;
  readonly scripts: TracedScripts;
  readonly siteTexts: SiteTexts;
  /** Makes the probes known under a name that a file uses. */
  readonly defineProbes: (name: string) => void;
  readonly findOrigins: FindOrigins;
  readonly others: OtherLoaders;
  readonly endScript: (mapped: MappedCode) => ScriptEnd;
  readonly stripsTypes: boolean;
  readonly onTypeScript: () => void;
  /** Shown every script that is loaded, before it runs. */
  readonly onSource: (source: unknown) => void;
  /** A built-in module is being loaded; the name is without `node:`. */
  readonly onBuiltin: (name: string) => void;
}

export function createLoad(options: LoadOptions): LoadHookSync {
  return (url, context, nextLoad) => {
    guard(() => seeUrl(url, options), undefined);
    const loaded = loadSource(url, context, nextLoad, options);
    return guard(() => instrumentLoaded(url, context, loaded, options), undefined) ?? loaded;
  };
}

function seeUrl(url: string, { onBuiltin, recorder }: LoadOptions): void {
  if (url.startsWith("node:")) onBuiltin(url.slice("node:".length));
  // Its text is all it is, and may hold anything: only the kind is named.
  if (url.startsWith("data:text/javascript")) {
    recorder.addLoss("data:text/javascript", "It is no file: its text is in the URL.");
  }
}

/** The source as Node or the loaders before us give it, also of files that Node has no format for. */
function loadSource(
  url: string,
  context: LoadHookContext,
  nextLoad: Parameters<LoadHookSync>[2],
  options: LoadOptions,
): LoadFnOutput {
  try {
    return nextLoad(url, context);
  } catch (error) {
    const loaded = guard(() => loadUnknown(url, error, options), undefined);
    if (loaded === undefined) throw error;
    return loaded;
  }
}

/** A file that Node has no format for, as `error` says. */
function loadUnknown(url: string, error: unknown, options: LoadOptions): LoadFnOutput | undefined {
  const { code } = (error ?? {}) as { code?: string };
  if (code !== "ERR_UNKNOWN_FILE_EXTENSION" || !url.startsWith("file:")) return undefined;
  const path = fileURLToPath(url);
  if (!mustTranspile(null, path, options)) return undefined;
  return { format: undefined, source: readFileSync(path, "utf8"), shortCircuit: true };
}

function instrumentLoaded(
  url: string,
  context: LoadHookContext,
  loaded: LoadFnOutput,
  options: LoadOptions,
): LoadFnOutput | undefined {
  if (!url.startsWith("file:")) return undefined;
  const { others } = options;
  let path = url.replace(/[?#].*/s, "");
  try {
    path = fileURLToPath(url);
    const format = loaded.format ?? context.format;
    if (!isScriptFormat(format, path)) return undefined;
    others.see(loaded.source);
    options.onSource(loaded.source);
    // What another tool's handler makes of it comes by `createCompile`.
    if (!isModule(format) && others.handles(path)) return undefined;
    if (isTypeScriptFile(path)) options.onTypeScript();
    const mustRun = mustTranspile(format, path, options);
    if (!options.selection.isFile(path) && !mustRun) return undefined;
    const source = textOf(loaded.source) ?? readFileSync(path, "utf8");
    const output = instrumentSource(url, path, source, format, mustRun, options);
    return output === undefined ? undefined : { ...loaded, ...output };
  } catch (error) {
    addLoss(options.recorder, path, error);
    return undefined;
  }
}

/** A file without these words makes no event. */
const ASYNC = /\b(?:async|await|Promise)\b/;

/** What another tool's handler for `require` hands over to be run, with probes. */
export function createCompile(options: LoadOptions): (content: string, path: string, format: unknown) => string {
  return (content, path, format) => {
    try {
      options.others.see(content);
      options.onSource(content);
      if (isModule(format) || !options.others.handles(path) || !options.selection.isFile(path)) return content;
      const known = typeof format === "string" ? format : "commonjs";
      const output = instrumentSource(pathToFileURL(path).href, path, content, known, false, options);
      return typeof output?.source === "string" ? output.source : content;
    } catch (error) {
      addLoss(options.recorder, path, error);
      return content;
    }
  };
}

function instrumentSource(
  url: string,
  path: string,
  source: string,
  format: string | null | undefined,
  mustRun: boolean,
  options: LoadOptions,
): Output | undefined {
  const startMs = performance.now();
  const file: SourceFile = {
    path,
    source,
    language: languageOf(format, path),
    formats: formatsOf(format, path, source),
    mustTranspile: mustRun,
  };
  if (ASYNC.test(source)) options.recorder.expectEvents();
  const result = options.instrument(file);
  if (!result.ok) options.recorder.addLoss(path, result.reason);
  const output = result.ok ? publish(url, file, result, options) : undefined;
  guard(() => options.recorder.addCost(performance.now() - startMs), undefined);
  return output;
}

function isModule(format: unknown): boolean {
  return format === "module" || format === "module-typescript";
}

/** Makes an instrumented file known to the recorder and to stacks, and gives what is to run. */
function publish(
  url: string,
  file: SourceFile,
  instrumented: InstrumentedFile,
  { recorder, scripts, siteTexts, defineProbes, endScript, findOrigins, instrument, others }: LoadOptions,
): Output | undefined {
  const { path, source, language } = file;
  const found: Origins =
    instrumented.map === null
      ? findOrigins({ path, url, source, mayBeCompiled: others.any }, instrumented.sites)
      : { ok: true, runs: [{ file: path, sites: instrumented.sites }], lost: [], left: [] };
  if (!found.ok) {
    recorder.addLoss(path, found.reason);
    return undefined;
  }
  const whole = { made: instrumented, origins: found };
  const { made, origins } = leaveDependencies(file, whole, instrument);
  const { name, sites, map, format } = made;
  if (origins.lost.length > 0) recorder.addLoss(path, describeLost(origins.lost));
  if (sites.length === 0 && map === null) return undefined;
  const code = moveSites(made.code, name, recorder.nextSite - made.firstSite);
  defineProbes(name);
  const end = endScript({ code, name, source, url, map });
  const hasTypes = map === null && language === "ts";
  // Node makes other lines of it then, with a map of its own.
  const isMappedByNode = end.isMappedByNode || (hasTypes && process.features.typescript === "transform");
  if (sites.length > 0) {
    siteTexts.add(recorder.nextSite, sites);
    for (const run of origins.runs) recorder.addFile(run.file, run.sites);
  }
  // Last: should anything before fail, the file runs as it is, and its stacks must be left as they are.
  scripts.add(format === "module" ? url : path, { code, source, name, map, hasTypes, isMappedByNode });
  const text = `${code}\n${end.comment}`;
  return map === null ? ({ source: text } as Output) : { source: text, format };
}

type Output = Pick<LoadFnOutput, "format" | "source">;

/** Whether Node cannot run a file of this kind. */
function mustTranspile(format: string | null | undefined, path: string, { stripsTypes }: LoadOptions): boolean {
  const language = languageOf(format, path);
  return language === "jsx" || language === "tsx" || (language === "ts" && !stripsTypes);
}

function addLoss(recorder: SiteRecorder, path: string, error: unknown): void {
  try {
    recorder.addLoss(path, error instanceof Error ? error.message : String(error));
  } catch {
    // The file runs as it is; that it is not listed is the lesser harm.
  }
}

function textOf(source: LoadFnOutput["source"]): string | null {
  if (typeof source === "string") return source;
  if (source === undefined || source === null) return null;
  return new TextDecoder().decode(source as Uint8Array);
}
