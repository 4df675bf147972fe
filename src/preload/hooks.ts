/** Node's loader hooks: sources that the rules select are instrumented on their way from the disk to V8. */
import { readFileSync } from "node:fs";
import type { LoadFnOutput, LoadHookContext, LoadHookSync } from "node:module";
import { fileURLToPath } from "node:url";
import { isScriptFormat, isTypeScriptFile, languageOf, looksLikeModule, moduleFormatOf } from "./file-kinds.ts";
import { type FileResult, type InstrumentedFile, moveSites, type SourceFile } from "./instrumented-file.ts";
import type { Selection } from "./selection.ts";
import type { TracedScripts } from "./traced-scripts.ts";

/** What loading needs of the recorder. */
export interface SiteRecorder {
  readonly nextSite: number;
  addFile(file: string, sites: InstrumentedFile["sites"]): number;
  addLoss(file: string, reason: string): void;
  addCost(ms: number): void;
}

export interface LoadOptions {
  readonly recorder: SiteRecorder;
  readonly isSelected: Selection;
  readonly instrument: (file: SourceFile) => FileResult;
  readonly scripts: TracedScripts;
  /** Makes the probes known under a name that a file uses. */
  readonly defineProbes: (name: string) => void;
  /** A comment that ends the script: an empty source map, or a real one where something reads it. */
  readonly sourceMapComment: (file: InstrumentedFile, source: string, url: string) => string;
  readonly onTypeScript: () => void;
  readonly onBuiltin: (name: string) => void;
}

export function createLoad(options: LoadOptions): LoadHookSync {
  return (url, context, nextLoad) => {
    if (!url.startsWith("file:")) {
      if (url.startsWith("node:")) options.onBuiltin(url.slice("node:".length));
      return nextLoad(url, context);
    }
    const loaded = nextLoad(url, context);
    return instrumentLoaded(url, context, loaded, options) ?? loaded;
  };
}

function instrumentLoaded(
  url: string,
  context: LoadHookContext,
  loaded: LoadFnOutput,
  options: LoadOptions,
): LoadFnOutput | undefined {
  const { recorder, scripts } = options;
  let path = url;
  try {
    path = fileURLToPath(url);
    const format = loaded.format ?? context.format;
    if (!isScriptFormat(format, path)) return undefined;
    if (isTypeScriptFile(path)) options.onTypeScript();
    if (!options.isSelected(path)) return undefined;

    const startMs = performance.now();
    const source = textOf(loaded.source) ?? readFileSync(path, "utf8");
    const file = options.instrument({
      path,
      source,
      language: languageOf(format, path),
      formats: formatsOf(format, source),
    });
    if (!file.ok) {
      recorder.addLoss(path, file.reason);
      return undefined;
    }
    if (file.sites.length === 0 && file.map === null) return undefined;
    const code = moveSites(file.code, file.name, recorder.nextSite - 1);
    options.defineProbes(file.name);
    scripts.add(file.format === "module" ? url : path, {
      code,
      name: file.name,
      map: file.map,
      hasTypes: file.map === null && languageOf(format, path) === "ts",
    });
    recorder.addFile(path, file.sites);
    recorder.addCost(performance.now() - startMs);
    const output = `${code}\n${options.sourceMapComment(file, source, url)}`;
    return { ...loaded, format: file.map === null ? loaded.format : file.format, source: output };
  } catch (error) {
    addLoss(recorder, path, error);
    return undefined;
  }
}

function addLoss(recorder: SiteRecorder, path: string, error: unknown): void {
  try {
    recorder.addLoss(path, error instanceof Error ? error.message : String(error));
  } catch {
    // The file runs as it is; that it is not listed is the lesser harm.
  }
}

function formatsOf(format: string | null | undefined, source: string): SourceFile["formats"] {
  const known = moduleFormatOf(format);
  if (known !== null) return [known];
  return looksLikeModule(source) ? ["module", "commonjs"] : ["commonjs", "module"];
}

function textOf(source: LoadFnOutput["source"]): string | null {
  if (typeof source === "string") return source;
  if (source === undefined || source === null) return null;
  return new TextDecoder().decode(source as Uint8Array);
}
