import { lowerBound } from "../base/bisect.ts";
import { awaitersOf, chainAbove } from "../model/chains.ts";
import { functionName } from "../model/describe.ts";
import { BLOCKED_MS } from "../model/loops.ts";
import type { Model } from "../model/types.ts";
import { count, type Finding, groupRows } from "./finding.ts";

/** Tasks that ran for more than 50 ms without yielding, and the awaits that could not go on meanwhile. */
export function loopBlocked(model: Model): Finding[] {
  const { turns, tasks } = model;
  const runs: LongRun[] = [];
  for (let turn = 0; turn < turns.length; turn++) {
    if (turns.longestMs[turn]! > BLOCKED_MS) runs.push(longestRun(model, turn));
  }
  if (runs.length === 0) return [];
  runs.sort((a, b) => a.startMs - b.startMs);
  holdAwaits(model, runs);
  return groupRows(
    runs.keys(),
    (index) => tasks.site[runs[index]!.task]!,
    (indices) =>
      describe(
        model,
        indices.map((index) => runs[index]!),
      ),
  );
}

/** A task's longest run in a turn, from its start or resume to where it waited or ended. */
interface LongRun {
  readonly task: number;
  readonly thread: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Without the tasks that it called. */
  readonly ownMs: number;
  /** Awaits that waited all through it. */
  readonly held: number[];
}

function longestRun({ turns, tasks, awaits }: Model, turn: number): LongRun {
  const task = turns.longestTask[turn]!;
  const turnEndMs = turns.endMs[turn]!;
  let longest = { startMs: turns.startMs[turn]!, endMs: turns.startMs[turn]! };
  const take = (fromMs: number, toMs: number) => {
    const startMs = Math.max(fromMs, turns.startMs[turn]!);
    const endMs = Math.min(Number.isNaN(toMs) ? turnEndMs : toMs, turnEndMs);
    if (endMs - startMs > longest.endMs - longest.startMs) longest = { startMs, endMs };
  };
  let runsSinceMs = tasks.startMs[task]!;
  for (let row = tasks.firstAwait[task]!; row >= 0; row = awaits.next[row]!) {
    take(runsSinceMs, awaits.startMs[row]!);
    runsSinceMs = awaits.endMs[row]!;
  }
  take(runsSinceMs, tasks.endMs[task]!);
  return { task, thread: turns.thread[turn]!, ...longest, ownMs: turns.longestMs[turn]!, held: [] };
}

/** Fills in `held` of runs in time order, in one pass over the awaits. Whoever waits for the task itself lost nothing by it and is left out. */
function holdAwaits(model: Model, runs: readonly LongRun[]): void {
  const { awaits, tasks } = model;
  const awaiters = awaitersOf(model);
  const above = runs.map(({ task }) => new Set([task, ...chainAbove(model, task, awaiters).map((one) => one.task)]));
  const startsMs = Float64Array.from(runs, ({ startMs }) => startMs);
  for (let row = 0; row < awaits.length; row++) {
    const endMs = Number.isNaN(awaits.endMs[row]!) ? Number.POSITIVE_INFINITY : awaits.endMs[row]!;
    const task = awaits.task[row]!;
    for (let at = lowerBound(startsMs, awaits.startMs[row]!); at < runs.length && startsMs[at]! < endMs; at++) {
      const run = runs[at]!;
      if (run.endMs <= endMs && run.thread === tasks.thread[task] && !above[at]!.has(task)) run.held.push(row);
    }
  }
}

function describe(model: Model, runs: readonly LongRun[]): Finding {
  const longestFirst = runs.toSorted((a, b) => b.ownMs - a.ownMs);
  const worst = longestFirst[0]!;
  const site = model.tasks.site[worst.task]!;
  const awaits = [...new Set(runs.flatMap(({ held }) => held))];
  const often = runs.length === 1 ? "" : `${count(runs.length, "time")}, at worst `;
  const cost = awaits.length > 0 ? `; ${count(awaits.length, "await")} could not go on meanwhile` : "";
  return {
    rule: "loop-blocked",
    severity: "warning",
    message: `${functionName(model, site)}() held the event loop ${often}for ${Math.round(worst.ownMs)} ms without a break${cost}.`,
    site,
    tasks: longestFirst.map(({ task }) => task),
    awaits,
    savingMs: longestFirst.reduce((sum, { ownMs }) => sum + ownMs, 0),
  };
}
