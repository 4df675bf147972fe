import { Outcome } from "../format/spec.ts";
import { functionName } from "../model/describe.ts";
import { durationMs, isFunctionSite } from "./executions.ts";
import type { Source } from "./source.ts";
import { taskName, turnName } from "./waits.ts";

/** Entries of each list. */
const LISTED = 12;

/** A site in a list, with its figures. */
export interface SiteTotal {
  readonly site: number;
  readonly text: string;
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly count: number;
  readonly totalMs: number;
  readonly rejected: number;
  readonly pending: number;
  readonly colour: number;
}

/** A stretch in which a loop did nothing else. */
export interface Blocking {
  readonly turn: number;
  readonly task: number;
  readonly name: string;
  readonly startMs: number;
  readonly ms: number;
}

/** What the details panel shows while nothing is selected. */
export interface Summary {
  /** The program still runs: what is pending is under way. */
  readonly live: boolean;
  /** Awaits by the time they waited, and functions by the time they ran, most first. */
  readonly awaits: readonly SiteTotal[];
  readonly functions: readonly SiteTotal[];
  readonly blocking: readonly Blocking[];
}

export function createSummary(source: Source): Summary {
  const { model } = source;
  const waited = totals(source, model.awaits, (row) => waitedMs(source, row));
  const ran = totals(source, model.tasks, (row) => model.tasks.runningMs[row]!);
  return { live: !source.ended, awaits: waited, functions: ran, blocking: blocking(source) };
}

/** Of an open wait so far; NaN where the end was lost. */
function waitedMs(source: Source, row: number): number {
  const { awaits, tasks } = source.model;
  if (awaits.outcome[row] !== Outcome.Pending) return durationMs(awaits, row);
  return source.openUntilMs(tasks.thread[awaits.task[row]!]!) - awaits.startMs[row]!;
}

interface Table {
  readonly length: number;
  readonly site: Int32Array;
  readonly outcome: Uint8Array;
}

function totals(source: Source, table: Table, msOf: (row: number) => number): SiteTotal[] {
  const sites = source.model.sites.length;
  const totalMs = new Float64Array(sites);
  const count = new Uint32Array(sites);
  const rejected = new Uint32Array(sites);
  const pending = new Uint32Array(sites);
  for (let row = 0; row < table.length; row++) {
    const site = table.site[row]!;
    count[site]!++;
    const ms = msOf(row);
    if (ms > 0) totalMs[site]! += ms;
    if (table.outcome[row] === Outcome.Rejected) rejected[site]!++;
    else if (table.outcome[row] === Outcome.Pending) pending[site]!++;
  }
  const order: number[] = [];
  for (let site = 0; site < sites; site++) if (count[site]! > 0) order.push(site);
  order.sort((a, b) => totalMs[b]! - totalMs[a]!);
  return order.slice(0, LISTED).map((site) => {
    const info = source.model.sites[site]!;
    const own = isFunctionSite(source.model, site) ? site : info.function;
    return {
      site,
      text: own === site ? functionName(source.model, site) : info.text,
      functionName: functionName(source.model, own),
      file: info.file,
      line: info.line,
      count: count[site]!,
      totalMs: totalMs[site]!,
      rejected: rejected[site]!,
      pending: pending[site]!,
      colour: source.colours.of(own),
    };
  });
}

function blocking(source: Source): Blocking[] {
  const { index, model } = source;
  const { turns } = model;
  const found = index.busy.map((at) => {
    const turn = index.turns[at]!;
    const task = turns.longestTask[turn]!;
    const name = task >= 0 ? taskName(model, task) : turnName(model, turn);
    const startMs = turns.startMs[turn]!;
    return { turn, task, name, startMs, ms: turns.endMs[turn]! - startMs };
  });
  return found.sort((a, b) => b.ms - a.ms).slice(0, LISTED);
}
