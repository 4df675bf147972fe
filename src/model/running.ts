/** What a thread was in when its events stop: the answer to "where does it hang?". */
import { Outcome } from "../format/spec.ts";
import { areExact } from "./loops.ts";
import { type Model, TaskMark } from "./types.ts";

export interface Running {
  readonly task: number;
  /** When the task began or last resumed, milliseconds from the trace's start. */
  readonly sinceMs: number;
}

/** A callback of the event loop that has not returned; a traced function may run in it, too. */
export interface RunningCallback {
  readonly turn: number;
  /** The task that had it scheduled, -1 for none or not known. */
  readonly by: number;
  readonly sinceMs: number;
}

/** For each thread the callback that ran when its last event was recorded; null as in {@link runningAtEnd}. */
export function callbacksAtEnd({ threads, turns, causes }: Model): (RunningCallback | null)[] {
  return threads.map(({ openTurn, end }) => {
    if (openTurn < 0 || end !== null) return null;
    const cause = turns.cause[openTurn]!;
    return { turn: openTurn, by: cause < 0 ? -1 : causes.by[cause]!, sinceMs: turns.startMs[openTurn]! };
  });
}

/**
 * For each thread whether no callback of its event loop is known to have run: it runs the top level of its file, what that calls, or the ticks and
 * microtasks behind it, or it waits for its first callback, and no event tells which. False for a thread that has its end,
 * and where that is not known: turns are not told, its file is not traced, so that nothing may have been recorded, or events are missing.
 */
export function areInFirstRun(model: Model): boolean[] {
  const { threads, turns, sites } = model;
  const traced = new Set(sites.map(({ file }) => file));
  const first = threads.map(
    ({ start, end }, thread) => end === null && areExact(model, thread) && traced.has(start.file),
  );
  for (let turn = 0; turn < turns.length; turn++) if (turns.type[turn]! >= 0) first[turns.thread[turn]!] = false;
  return first;
}

/**
 * For each thread the innermost task that ran when its last event was recorded; null for a thread that has its end, and
 * for one that ran none. Code called synchronously is not recorded: the task stands for it.
 */
export function runningAtEnd(model: Model): (Running | null)[] {
  const { tasks, threads } = model;
  const lastMs = lastHeard(model);
  const running: (Running | null)[] = threads.map(() => null);
  for (let task = 0; task < tasks.length; task++) {
    const thread = tasks.thread[task]!;
    if (threads[thread]!.end !== null || !isRunning(model, task, lastMs[thread]!)) continue;
    const sinceMs = sinceOf(model, task);
    if (sinceMs >= (running[thread]?.sinceMs ?? 0)) running[thread] = { task, sinceMs };
  }
  return running;
}

/** By thread; the last moment that a task began, ended or was known to be open. */
function lastHeard({ tasks, awaits, threads }: Model): Float64Array {
  const last = new Float64Array(threads.length);
  const hear = (thread: number, ms: number) => {
    if (ms > last[thread]!) last[thread] = ms;
  };
  for (let task = 0; task < tasks.length; task++) {
    hear(tasks.thread[task]!, tasks.startMs[task]!);
    hear(tasks.thread[task]!, tasks.endMs[task]!);
  }
  for (let row = 0; row < awaits.length; row++) {
    hear(tasks.thread[awaits.task[row]!]!, awaits.startMs[row]!);
    hear(tasks.thread[awaits.task[row]!]!, awaits.endMs[row]!);
  }
  return last;
}

/** Where nobody knows how the process ended, or whether it has, what is open is unknown from the last event on. */
function isRunning({ tasks, awaits }: Model, task: number, lastMs: number): boolean {
  if ((tasks.marks[task]! & TaskMark.Returned) !== 0) return false;
  const outcome = tasks.outcome[task]!;
  const isOpen = outcome === Outcome.Pending || (outcome === Outcome.Unknown && tasks.endMs[task] === lastMs);
  const last = tasks.lastAwait[task]!;
  return isOpen && (last < 0 || (awaits.outcome[last] !== Outcome.Pending && awaits.outcome[last] !== Outcome.Unknown));
}

function sinceOf({ tasks, awaits }: Model, task: number): number {
  const last = tasks.lastAwait[task]!;
  return last < 0 ? tasks.startMs[task]! : awaits.endMs[last]!;
}
