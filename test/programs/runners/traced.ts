/**
 * What of a project's files a trace must know: every async function and every await, at the places where they stand in
 * the file, whatever a runner's transform has made of it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SiteKind, type SiteRecord } from "../../../src/format/spec.ts";
import { instrument } from "../../../src/instrument/instrument.ts";
import type { Model } from "../../../src/model/types.ts";

const SCRIPT = /\.[cm]?[jt]s$/;
/** Stands in a line whose function no run calls. */
const UNCALLED = "@uncalled";

/** Where a promise is handed over or made, but nothing waits. */
const NO_WAITS: ReadonlySet<SiteKind> = new Set([SiteKind.Return, SiteKind.Promise]);

/** One line for each function that runs and each await that waits, sorted. */
export function expectedIn(folder: string, path: string): string[] {
  const source = readFileSync(join(folder, path), "utf8");
  const lines = source.split("\n");
  const sites = sitesOf(path, source);
  const isCalled = (index: number): boolean => {
    const site = sites[index];
    if (site === undefined) return true;
    return !lines[site.line - 1]!.includes(UNCALLED) && isCalled(site.function);
  };
  return sites
    .filter(({ kind }, index) => !NO_WAITS.has(kind) && isCalled(index))
    .map(describe)
    .sort();
}

function sitesOf(path: string, source: string): readonly SiteRecord[] {
  if (!SCRIPT.test(path)) return [];
  const language = /ts$/.test(path) ? "ts" : "js";
  for (const format of ["module", "commonjs"] as const) {
    const result = instrument(source, { language, format, firstSite: 1 });
    if (result.ok) return result.sites;
  }
  throw new Error(`${path} is not instrumented`);
}

/** The same lines, for what the trace has seen happen in a file. */
export function tracedIn(model: Model, file: string): string[] {
  const seen = new Set<number>();
  for (let task = 0; task < model.tasks.length; task++) seen.add(model.tasks.site[task]!);
  for (let wait = 0; wait < model.awaits.length; wait++) seen.add(model.awaits.site[wait]!);
  for (let group = 0; group < model.groups.length; group++) seen.add(model.groups.site[group]!);
  const sites = [...seen].map((site) => model.sites[site]).filter((site) => site?.file === file);
  return [...new Set(sites.map((site) => describe(site!)))].sort();
}

function describe({ kind, line, column, endLine, endColumn, text }: Omit<SiteRecord, "function">): string {
  const word = Object.entries(SiteKind).find(([, value]) => value === kind)?.[0];
  return `${line}:${column}–${endLine}:${endColumn} ${word} ${text}`;
}
