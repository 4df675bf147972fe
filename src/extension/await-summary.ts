import { Outcome } from "../format/spec.ts";
import { describeOn, functionName, type On } from "../model/describe.ts";
import { hasEnded, openUntilMs } from "../model/lives.ts";
import { ranDuring } from "../model/loop-busy.ts";
import { resourceOfAwait } from "../model/resource.ts";
import { type SiteStatistics, statisticsOfSite } from "../model/statistics.ts";
import type { Model } from "../model/types.ts";

/** A stretch of a wait, as parts of it from 0 to 1. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** What a hover tells of one `await`: its site over the whole trace, and its latest execution. */
export interface AwaitSummary {
  readonly statistics: SiteStatistics;
  /** Of the pending ones, those that may still settle: their threads have not ended. */
  readonly open: number;
  readonly last: LastWait;
}

export interface LastWait {
  readonly outcome: Outcome;
  /** Its thread has ended: if it is pending, it never settles. */
  readonly threadEnded: boolean;
  /** Up to now where it has not ended; NaN where it cannot be known. */
  readonly waitedMs: number;
  /** The loop ran other code for so much of it. */
  readonly busyMs: number;
  /** When, at most {@link MOST_PARTS}. */
  readonly busy: readonly Part[];
  /** What ran longest meanwhile, "" where the recorder does not know. */
  readonly busyIn: string;
  readonly busyInMs: number;
  readonly waitedFor: On;
  /** What ended the wait in the end, "timer", "socket"; "" where it is not known, or is {@link waitedFor} already. */
  readonly endedBy: string;
}

/** More would be thinner than a pixel of the bar. */
const MOST_PARTS = 200;

/** Null where nothing has waited at the site yet. `nowMs`: how far the trace's own time has come, for what still waits. */
export function summarizeAwait(model: Model, site: number, nowMs: number): AwaitSummary | null {
  const statistics = statisticsOfSite(model, site);
  return statistics && { statistics, open: openAt(model, site), last: summarizeLast(model, statistics.last, nowMs) };
}

function openAt({ awaits, tasks, threads, processes }: Model, site: number): number {
  let open = 0;
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.site[row] !== site || awaits.outcome[row] !== Outcome.Pending) continue;
    if (!hasEnded({ processes }, threads[tasks.thread[awaits.task[row]!]!]!)) open++;
  }
  return open;
}

function summarizeLast(model: Model, row: number, nowMs: number): LastWait {
  const { awaits, tasks, threads } = model;
  const thread = tasks.thread[awaits.task[row]!]!;
  const outcome = awaits.outcome[row] as Outcome;
  const fromMs = awaits.startMs[row]!;
  const threadEnded = hasEnded(model, threads[thread]!);
  const untilMs = threadEnded ? openUntilMs(model)[thread]! : nowMs;
  const toMs = outcome === Outcome.Pending ? untilMs : awaits.endMs[row]!;
  const turns = turnsWithin(model, thread, fromMs, toMs);
  const [longest] = ranDuring(model, row);
  const waitedFor = describeOn(model, row);
  return {
    outcome,
    threadEnded,
    waitedMs: outcome === Outcome.Unknown ? Number.NaN : toMs - fromMs,
    busyMs: turns.reduce((sum, { from, to }) => sum + to - from, 0),
    busy: turns
      .slice(0, MOST_PARTS)
      .map(({ from, to }) => ({ from: (from - fromMs) / (toMs - fromMs), to: (to - fromMs) / (toMs - fromMs) })),
    busyIn: longest ? `${functionName(model, tasks.site[longest.task]!)}()` : "",
    busyInMs: longest?.ms ?? 0,
    waitedFor,
    endedBy: isThrough(waitedFor) ? (resourceOfAwait(model, row)?.label ?? "") : "",
  };
}

/** It waits for other awaits, and they for something outside. */
function isThrough({ kind }: On): boolean {
  return kind === "task" || kind === "group";
}

/** The thread's turns within `fromMs … toMs`, longest first, in milliseconds. */
function turnsWithin({ turns }: Model, thread: number, fromMs: number, toMs: number): Part[] {
  const found: Part[] = [];
  for (let turn = 0; turn < turns.length; turn++) {
    if (turns.thread[turn] !== thread) continue;
    const from = Math.max(fromMs, turns.startMs[turn]!);
    const to = Math.min(toMs, turns.endMs[turn]!);
    if (to > from) found.push({ from, to });
  }
  return found.sort((a, b) => b.to - b.from - (a.to - a.from));
}
