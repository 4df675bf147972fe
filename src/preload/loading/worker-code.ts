/**
 * Workers whose code is a text (`eval: true`): it never passes a loader hook, so whoever starts one instruments it, and
 * the worker makes its sites known before it runs.
 */
import { SiteKind, type SiteRecord } from "../../format/spec.ts";
import type { WorkerCode } from "../processes/launch-environment.ts";
import { looksLikeModule } from "./file-kinds.ts";
import type { LoadOptions } from "./hooks.ts";
import type { FileResult, SourceFile } from "./instrumented-file.ts";

/** As Node names such a script in stacks. */
const NAME = "[worker eval]";

export function instrumentWorkerCode(
  source: string,
  instrument: (file: SourceFile) => FileResult,
): WorkerCode | { readonly reason: string } {
  try {
    const formats = looksLikeModule(source) ? (["module", "commonjs"] as const) : (["commonjs", "module"] as const);
    const result = instrument({ path: NAME, source, language: "js", formats, mustTranspile: false, isValue: true });
    if (!result.ok) return { reason: result.reason };
    const { code, name, sites } = result;
    return { code, source, name, sites };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** In the worker, before anything else is instrumented: the sites in its code count from 1. */
export function publishWorkerCode(
  worker: WorkerCode | { readonly reason: string },
  {
    recorder,
    scripts,
    siteTexts,
    defineProbes,
  }: Pick<LoadOptions, "recorder" | "scripts" | "siteTexts" | "defineProbes">,
): void {
  if ("reason" in worker) {
    recorder.addLoss(NAME, worker.reason);
    return;
  }
  const { code, source, name, sites } = worker;
  if (sites.length === 0) return;
  defineProbes(name);
  scripts.add(NAME, { code, source, name, map: null, hasTypes: false, isMappedByNode: false });
  siteTexts.add(recorder.nextSite, sites);
  recorder.addFile(NAME, sites.map(withoutValues));
}

/** The code is a value that the program made, and what it awaits may quote what no file says. Names of functions stay. */
function withoutValues(site: SiteRecord): SiteRecord {
  return site.kind === SiteKind.Function || site.kind === SiteKind.Module ? site : { ...site, text: "" };
}
