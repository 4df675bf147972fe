/**
 * Code that the program hands to `node:vm` under a file's name: what test runners make of the user's files, past Node's
 * loader. It is instrumented like a file; its sites are the file's own.
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ModuleFormat } from "../../instrument/types.ts";
import { guard } from "../../runtime/faults.ts";
import type { SiteTexts } from "../disguise/site-texts.ts";
import type { MappedCode, ScriptEnd } from "../disguise/source-maps.ts";
import { leaveDependencies } from "./dependencies.ts";
import { isScriptFormat } from "./file-kinds.ts";
import type { SiteRecorder } from "./hooks.ts";
import { type FileResult, type InstrumentedFile, moveSites, type SourceFile } from "./instrumented-file.ts";
import { ASYNC, describeLost, type FindOrigins } from "./origins.ts";
import type { Selection } from "./selection.ts";
import type { TracedScripts } from "./traced-scripts.ts";

export interface EvaluatedOptions {
  readonly recorder: SiteRecorder;
  readonly selection: Selection;
  readonly instrument: (file: SourceFile) => FileResult;
  readonly findOrigins: FindOrigins;
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
  /** Lines that the engine puts before the code, as before a function's body; a source map may count them. */
  readonly headerLines?: number;
}

/** What is to be compiled in a code's place. */
export interface EvaluatedCode {
  readonly code: string;
  /** The name of the probes in it. */
  readonly name: string;
  /** The probes could not be made known where the code is to run: from now on what has this name runs as it is. */
  readonly leave: () => void;
}

/** Null for code that runs as it is. Never throws. */
export type InstrumentEvaluated = (given: GivenCode) => EvaluatedCode | null;

export function createEvaluatedInstrumenter(options: EvaluatedOptions): InstrumentEvaluated {
  const known = new Map<string, { given: GivenCode; output: EvaluatedCode }>();
  const left = new Set<string>();
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
      if (left.has(given.script)) return null;
      path = pathOf(given.script);
      if (path === null || !options.selection.isFile(path) || IS_VIRTUAL.test(path)) return null;
      if (!isScriptFormat(null, path)) {
        if (ASYNC.test(given.code))
          addLoss(path, "It is no JavaScript or TypeScript file: what a tool made of it runs as it is");
        return null;
      }
      // One file is evaluated once for every test file that imports it.
      const before = known.get(given.script);
      if (before !== undefined && isSameCode(before.given, given)) return before.output;
      const startMs = performance.now();
      const file = { path, source: given.code, language: "js", formats: [given.format], mustTranspile: false } as const;
      const result = options.instrument(file);
      if (!result.ok) addLoss(path, result.reason);
      const published = result.ok ? publish(file, given, result, options, addLoss) : null;
      const leave = () => {
        left.add(given.script);
        options.scripts.remove(given.script);
      };
      const output = published === null ? null : { ...published, leave };
      if (output !== null) known.set(given.script, { given, output });
      guard(() => recorder.addCost(performance.now() - startMs), undefined);
      return output;
    } catch (error) {
      if (path !== null) addLoss(path, error instanceof Error ? error.message : String(error));
      return null;
    }
  };
}

/** Modules that bundlers' development servers make up, under names like a file's. */
const IS_VIRTUAL = /\0|__x00__|[\\/]virtual:/;

/** Null for a name that is no file's. What stands behind `?` tells versions of one file apart. */
export function pathOf(script: string): string | null {
  if (!script.startsWith("file:")) return /^(?:\/|[A-Za-z]:[\\/])/.test(script) ? script.replace(/\?.*$/s, "") : null;
  try {
    return fileURLToPath(new URL(script));
  } catch {
    return null;
  }
}

function isSameCode(a: GivenCode, b: GivenCode): boolean {
  return a.code === b.code && a.lineOffset === b.lineOffset && a.columnOffset === b.columnOffset;
}

function publish(
  file: SourceFile,
  given: GivenCode,
  instrumented: InstrumentedFile,
  { recorder, scripts, siteTexts, endScript, findOrigins, instrument }: EvaluatedOptions,
  addLoss: (path: string, reason: string) => void,
): { code: string; name: string } | null {
  const { code: source, script, lineOffset, columnOffset, headerLines } = given;
  const { path } = file;
  const running = { path, url: pathToFileURL(path).href, source, mayBeCompiled: true, headerLines };
  const found = findOrigins(running, instrumented.sites);
  if (!found.ok) {
    addLoss(path, found.reason);
    return null;
  }
  if (found.lost.length > 0) addLoss(path, describeLost(found.lost));
  const whole = { made: instrumented, origins: found };
  const { made, origins } = leaveDependencies(file, whole, instrument);
  const { name, sites } = made;
  if (sites.length === 0) return null;
  const code = moveSites(made.code, name, recorder.nextSite - made.firstSite);
  siteTexts.add(recorder.nextSite, sites);
  for (const run of origins.runs) recorder.addFile(run.file, run.sites);
  const end = endScript({ code, name, source, url: script, map: null, headerLines });
  // Node reads the maps of made functions, and none of what `node:vm` is given.
  const isMappedByNode = end.isMappedByNode && headerLines !== undefined;
  const plain = { map: null, hasTypes: false, isMappedByNode };
  // Last: should anything before fail, the code runs as it is, and its stacks must be left as they are.
  scripts.add(script, { code, source, name, ...plain, lineOffset, columnOffset });
  return { code: end.isEmpty ? code : `${code}\n${end.comment}`, name };
}
