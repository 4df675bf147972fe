import { Outcome, SiteKind } from "../format/spec.ts";
import { distribution } from "../model/statistics.ts";
import type { Model } from "../model/types.ts";

/** Bars of a histogram. */
const BINS = 28;
/** A longest of this many medians would squeeze all others into one bar: then the bins grow by a factor. */
const SKEWED = 12;
/** Entries of the list of the slowest. */
const LISTED = 100;

/** All executions of a site: of an await its waits, of a function its calls. */
export interface Executions {
  readonly site: number;
  readonly count: number;
  readonly pending: number;
  readonly rejected: number;
  /** Of those that ended; NaN where none has. Milliseconds. The total counts open ones, too. */
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly totalMs: number;
  /** How many ended within each bin; bin `i` reaches from `edgesMs[i]` to `edgesMs[i + 1]`. */
  readonly bins: Uint32Array;
  readonly edgesMs: Float64Array;
  /** Position of the asked one in time order, from 0, and its bin (-1 while it has not ended). */
  readonly position: number;
  readonly bin: number;
  /** The slowest, slowest first; those that have not ended come before all others. */
  readonly slowest: Int32Array;
  readonly slowestMs: Float64Array;
}

/** Whether executions of the site are tasks (a function's calls) rather than awaits. */
export function isFunctionSite(model: Model, site: number): boolean {
  const kind = model.sites[site]?.kind;
  return kind === SiteKind.Function || kind === SiteKind.Module;
}

interface Executed {
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly outcome: Uint8Array;
}

/** NaN while the task or await has not ended, and when its end was lost. */
export function durationMs(table: Executed, row: number): number {
  return table.outcome[row] === Outcome.Unknown ? Number.NaN : table.endMs[row]! - table.startMs[row]!;
}

/** Rows, in time order, of the tasks or awaits at the site. One scan of a column: 1 ms for a million. */
export function executionsOf(model: Model, site: number): Int32Array {
  const table = isFunctionSite(model, site) ? model.tasks : model.awaits;
  const column = table.site;
  let count = 0;
  for (let row = 0; row < table.length; row++) if (column[row] === site) count++;
  const rows = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < table.length; row++) if (column[row] === site) rows[at++] = row;
  return rows;
}

/**
 * @param selected the task or await that is looked at, -1 for none
 * @param untilMs for each thread until when what is open there is counted
 */
export function createExecutions(model: Model, site: number, selected: number, untilMs: Float64Array): Executions {
  const rows = executionsOf(model, site);
  const { tasks, awaits } = model;
  const table = isFunctionSite(model, site) ? tasks : awaits;
  const ended = new Float64Array(rows.length);
  let count = 0;
  let rejected = 0;
  let pending = 0;
  let totalMs = 0;
  const durations = (row: number) => durationMs(table, row);
  const threadOf = (row: number) => tasks.thread[table === tasks ? row : awaits.task[row]!]!;
  for (const row of rows) {
    if (table.outcome[row] === Outcome.Rejected) rejected++;
    else if (table.outcome[row] === Outcome.Pending) pending++;
    const ms = durations(row);
    if (table.outcome[row] === Outcome.Pending) totalMs += untilMs[threadOf(row)]! - table.startMs[row]!;
    if (Number.isNaN(ms)) continue;
    ended[count++] = ms;
    totalMs += ms;
  }
  const sorted = ended.subarray(0, count);
  const spread = distribution(sorted);
  const edgesMs = binEdges(sorted, spread.p50Ms);
  const selectedMs = selected < 0 ? Number.NaN : durations(selected);
  const slowest = slowestOf(rows, durations);
  return {
    site,
    count: rows.length,
    pending,
    rejected,
    ...spread,
    totalMs,
    bins: fillBins(sorted, edgesMs),
    edgesMs,
    position: rows.indexOf(selected),
    bin: Number.isNaN(selectedMs) ? -1 : binOf(edgesMs, selectedMs),
    slowest,
    slowestMs: Float64Array.from(slowest, durations),
  };
}

function binEdges(sorted: Float64Array, middle: number): Float64Array {
  if (sorted.length === 0) return new Float64Array(0);
  const low = sorted[0]!;
  const high = sorted[sorted.length - 1]!;
  const bins = high > low ? Math.min(BINS, Math.max(8, sorted.length)) : 1;
  const edges = new Float64Array(bins + 1);
  const grows = low > 0 && high > SKEWED * middle;
  for (let i = 0; i <= bins; i++) {
    edges[i] = grows ? low * (high / low) ** (i / bins) : low + ((high - low) * i) / bins;
  }
  edges[bins] = high;
  return edges;
}

function fillBins(sorted: Float64Array, edges: Float64Array): Uint32Array {
  const bins = new Uint32Array(Math.max(0, edges.length - 1));
  let bin = 0;
  for (const ms of sorted) {
    while (bin < bins.length - 1 && ms >= edges[bin + 1]!) bin++;
    bins[bin]!++;
  }
  return bins;
}

function binOf(edges: Float64Array, ms: number): number {
  let bin = 0;
  while (bin < edges.length - 2 && ms >= edges[bin + 1]!) bin++;
  return edges.length > 1 ? bin : -1;
}

function slowestOf(rows: Int32Array, durationMs: (row: number) => number): Int32Array {
  const rank = (row: number) => {
    const ms = durationMs(row);
    return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms;
  };
  if (rows.length <= 4 * LISTED)
    return Int32Array.from(rows)
      .sort((a, b) => compare(rank(b), rank(a)) || a - b)
      .slice(0, LISTED);
  // Too many to sort by rows: take the value of the hundredth and collect what is not below it.
  const values = Float64Array.from(rows, rank).sort();
  const least = values[values.length - LISTED]!;
  const picked = rows.filter((row) => rank(row) >= least).sort((a, b) => compare(rank(b), rank(a)) || a - b);
  return picked.slice(0, LISTED);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
