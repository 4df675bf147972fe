import { Outcome } from "../format/spec.ts";
import { openUntilMs } from "./lives.ts";
import { LoopIndex } from "./loop-busy.ts";
import { type Model, TaskMark } from "./types.ts";

/** The distribution of durations, milliseconds; NaN where there is none. Percentiles are exact, by nearest rank. */
export interface Distribution {
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** The waits at one site. The distribution is of those that ended; Unknown ones are counted and enter no time. */
export interface SiteStatistics extends Distribution {
  readonly site: number;
  /** Executions, pending and unknown ones included. */
  readonly count: number;
  readonly pending: number;
  readonly rejected: number;
  readonly unknown: number;
  /** Sum over the ended ones, and over pending ones up to where {@link openUntilMs} has their threads. */
  readonly totalMs: number;
  /** The part of `totalMs` in which the thread's loop ran something. */
  readonly loopBusyMs: number;
  /** Row of the latest execution. */
  readonly last: number;
}

/** The calls of one function or runs of one module. The distribution is of the time from call to end. */
export interface FunctionStatistics extends Distribution {
  readonly site: number;
  readonly calls: number;
  readonly fulfilled: number;
  readonly rejected: number;
  readonly pending: number;
  readonly unknown: number;
  readonly runningMs: number;
  readonly waitingMs: number;
  /** Row of the latest call. */
  readonly last: number;
}

/** Statistics of every site that was awaited at, in the order of the sites. */
export function siteStatistics(model: Model): SiteStatistics[] {
  const { awaits, sites } = model;
  const busyMs = new LoopIndex(model).busyInAwaits(model);
  const untilMs = openUntilMs(model);
  return groupBySite(awaits.site, awaits.length, sites.length, (site, rows) =>
    ofSite(model, site, rows, untilMs, (row) => busyMs[row]!),
  );
}

/** The same of one site, null where nothing was awaited. One pass over a column, then over the site's own awaits. */
export function statisticsOfSite(model: Model, site: number): SiteStatistics | null {
  const rows = rowsOf(model.awaits.site, model.awaits.length, site);
  if (rows.length === 0) return null;
  const loop = new LoopIndex(model);
  return ofSite(model, site, rows, openUntilMs(model), (row) => loop.busyInAwait(model, row));
}

/** Statistics of every function or module that was called, in the order of the sites. */
export function functionStatistics(model: Model): FunctionStatistics[] {
  const { tasks } = model;
  return groupBySite(tasks.site, tasks.length, model.sites.length, (site, rows) => ofFunction(model, site, rows));
}

/** The same of one function, null where it was not called. */
export function statisticsOfFunction(model: Model, site: number): FunctionStatistics | null {
  const rows = rowsOf(model.tasks.site, model.tasks.length, site);
  return rows.length === 0 ? null : ofFunction(model, site, rows);
}

function ofSite(
  model: Model,
  site: number,
  rows: Int32Array,
  untilMs: Float64Array,
  busyMs: (await_: number) => number,
): SiteStatistics {
  const { awaits, tasks } = model;
  const counts = [0, 0, 0, 0];
  const ended = new Float64Array(rows.length);
  let endedCount = 0;
  let totalMs = 0;
  let loopBusyMs = 0;
  for (const row of rows) {
    const outcome = awaits.outcome[row]!;
    counts[outcome]!++;
    if (outcome === Outcome.Unknown) continue;
    const startMs = awaits.startMs[row]!;
    const endMs = outcome === Outcome.Pending ? untilMs[tasks.thread[awaits.task[row]!]!]! : awaits.endMs[row]!;
    totalMs += endMs - startMs;
    loopBusyMs += busyMs(row);
    if (outcome !== Outcome.Pending) ended[endedCount++] = endMs - startMs;
  }
  return {
    site,
    count: rows.length,
    pending: counts[Outcome.Pending]!,
    rejected: counts[Outcome.Rejected]!,
    unknown: counts[Outcome.Unknown]!,
    totalMs,
    loopBusyMs,
    last: rows[rows.length - 1]!,
    ...distribution(ended.subarray(0, endedCount)),
  };
}

function ofFunction(model: Model, site: number, rows: Int32Array): FunctionStatistics {
  const { tasks } = model;
  const counts = [0, 0, 0, 0];
  const ended = new Float64Array(rows.length);
  let endedCount = 0;
  let runningMs = 0;
  let waitingMs = 0;
  for (const row of rows) {
    const outcome = tasks.outcome[row]!;
    counts[outcome]!++;
    runningMs += tasks.runningMs[row]!;
    waitingMs += tasks.waitingMs[row]!;
    const isWhole = outcome === Outcome.Fulfilled || outcome === Outcome.Rejected;
    const sawCall = (tasks.marks[row]! & TaskMark.KnownFromHere) === 0;
    if (isWhole && sawCall) ended[endedCount++] = tasks.endMs[row]! - tasks.startMs[row]!;
  }
  return {
    site,
    calls: rows.length,
    fulfilled: counts[Outcome.Fulfilled]!,
    rejected: counts[Outcome.Rejected]!,
    pending: counts[Outcome.Pending]!,
    unknown: counts[Outcome.Unknown]!,
    runningMs,
    waitingMs,
    last: rows[rows.length - 1]!,
    ...distribution(ended.subarray(0, endedCount)),
  };
}

/** Sorts `durations`, which it is given for that. */
export function distribution(durations: Float64Array): Distribution {
  durations.sort();
  return {
    minMs: nearestRank(durations, 0),
    p50Ms: nearestRank(durations, 0.5),
    p95Ms: nearestRank(durations, 0.95),
    maxMs: nearestRank(durations, 1),
  };
}

/** The smallest value that `part` of all values do not exceed. */
function nearestRank(sorted: Float64Array, part: number): number {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Calls `use` with each site that occurs and its rows, which keep their order: a counting sort. */
function groupBySite<T>(
  site: Int32Array,
  length: number,
  sites: number,
  use: (site: number, rows: Int32Array) => T,
): T[] {
  const from = new Int32Array(sites + 1);
  for (let row = 0; row < length; row++) from[site[row]! + 1]!++;
  for (let index = 0; index < sites; index++) from[index + 1]! += from[index]!;
  const rows = new Int32Array(length);
  const next = from.slice();
  for (let row = 0; row < length; row++) rows[next[site[row]!]!++] = row;
  const results: T[] = [];
  for (let index = 0; index < sites; index++) {
    if (from[index + 1]! > from[index]!) results.push(use(index, rows.subarray(from[index], from[index + 1])));
  }
  return results;
}

function rowsOf(site: Int32Array, length: number, wanted: number): Int32Array {
  let count = 0;
  for (let row = 0; row < length; row++) if (site[row] === wanted) count++;
  const rows = new Int32Array(count);
  let at = 0;
  for (let row = 0; at < count; row++) if (site[row] === wanted) rows[at++] = row;
  return rows;
}
