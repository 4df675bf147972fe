import type { Model } from "../model/types.ts";
import type { Place } from "./ending.ts";
import { durationMs, executionsOf, isFunctionSite } from "./executions.ts";
import type { Selection } from "./selection.ts";
import type { Source } from "./source.ts";

/** The site at a place of the source; on its line, the nearest column; -1 when the line has none. */
export function siteAt(model: Model, place: Place): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (let site = 0; site < model.sites.length; site++) {
    const { file, line, column } = model.sites[site]!;
    if (line !== place.line || file !== place.file) continue;
    const away = Math.abs(column - place.column);
    if (away < distance) {
      best = site;
      distance = away;
    }
  }
  return best;
}

/** The latest execution of a site; null when it never ran. */
export function latestOf(model: Model, site: number): Selection | null {
  const kind = isFunctionSite(model, site) ? "task" : "await";
  const table = kind === "task" ? model.tasks : model.awaits;
  for (let ref = table.length - 1; ref >= 0; ref--) if (table.site[ref] === site) return { kind, ref };
  return null;
}

/** The slowest execution of a site that ended, or else its latest. */
export function slowestOf(model: Model, site: number): Selection | null {
  const kind = isFunctionSite(model, site) ? "task" : "await";
  const table = kind === "task" ? model.tasks : model.awaits;
  let best = -1;
  let most = -1;
  for (const ref of executionsOf(model, site)) {
    const ms = durationMs(table, ref);
    if (ms > most) {
      most = ms;
      best = ref;
    }
  }
  return best < 0 ? latestOf(model, site) : { kind, ref: best };
}

/** The execution of the same site before (`by` -1) or after (1) the selected one, round at the ends. */
export function stepExecution(model: Model, from: Selection, by: number): Selection | null {
  if (from.kind !== "task" && from.kind !== "await") return null;
  const table = from.kind === "task" ? model.tasks : model.awaits;
  const rows = executionsOf(model, table.site[from.ref]!);
  const at = rows.indexOf(from.ref);
  if (at < 0) return null;
  return { kind: from.kind, ref: rows[(at + by + rows.length) % rows.length]! };
}

/** The task or await before or after the selected one in its lane; null at the ends. */
export function stepInLane(source: Source, from: Selection, by: number): Selection | null {
  if (from.kind !== "task" && from.kind !== "await") return null;
  const { model, index, rows } = source;
  const task = from.kind === "task" ? from.ref : model.awaits.task[from.ref]!;
  const lane = rows.taskLane[task]!;
  const awaits = from.kind === "await";
  const list = awaits ? index.awaits : index.tasks;
  const start = awaits ? index.awaitStart : index.taskStart;
  const at = list.subarray(start[lane]!, start[lane + 1]!).indexOf(from.ref) + start[lane]!;
  const next = at + by;
  return next >= start[lane]! && next < start[lane + 1]! ? { kind: from.kind, ref: list[next]! } : null;
}

/** The next await or task that the filter matches, in order of time from the selected one, round at the end. */
export function nextMatch(source: Source, from: Selection | null, by: number): Selection | null {
  const { filter, model } = source;
  if (filter === null || filter.matchingSites === 0) return null;
  const matchesAwait = hasMatch(model.awaits, filter.sites);
  const kind = matchesAwait ? "await" : "task";
  const table = matchesAwait ? model.awaits : model.tasks;
  if (!matchesAwait && !hasMatch(model.tasks, filter.sites)) return null;
  let at = from !== null && from.kind === kind ? from.ref : by > 0 ? -1 : table.length;
  for (let tried = 0; tried < table.length; tried++) {
    at = (at + by + table.length) % table.length;
    if (filter.sites[table.site[at]!] !== 0) return { kind, ref: at };
  }
  return null;
}

/** How many awaits and tasks the filter matches. */
export function countMatches(source: Source): number {
  const { filter, model } = source;
  if (filter === null) return 0;
  let count = 0;
  for (const table of [model.tasks, model.awaits]) {
    for (let row = 0; row < table.length; row++) if (filter.sites[table.site[row]!] !== 0) count++;
  }
  return count;
}

function hasMatch(table: { readonly length: number; readonly site: Int32Array }, sites: Uint8Array): boolean {
  for (let row = 0; row < table.length; row++) if (sites[table.site[row]!] !== 0) return true;
  return false;
}
