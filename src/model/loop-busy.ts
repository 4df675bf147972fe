import { upperBound } from "../base/bisect.ts";
import { Outcome } from "../format/spec.ts";
import { openUntilMs } from "./lives.ts";
import type { Model } from "./types.ts";

/**
 * When each thread's loop ran something, ready to be asked many times: built from the turns in one pass, each answer
 * by two bisections. It speaks of the model as it was when this was made.
 */
export class LoopIndex {
  /** The turns of thread `t` are entries `#from[t] … #from[t + 1]`, in time order. */
  readonly #from: Int32Array;
  readonly #startMs: Float64Array;
  readonly #endMs: Float64Array;
  /** Busy time before each entry's turn. */
  readonly #beforeMs: Float64Array;
  /** The entry of each turn. */
  readonly #entry: Int32Array;
  readonly #openUntilMs: Float64Array;

  constructor(model: Model) {
    const { turns, threads } = model;
    this.#openUntilMs = openUntilMs(model);
    const from = new Int32Array(threads.length + 1);
    for (let turn = 0; turn < turns.length; turn++) from[turns.thread[turn]! + 1]!++;
    for (let thread = 0; thread < threads.length; thread++) from[thread + 1]! += from[thread]!;
    this.#from = from;
    this.#startMs = new Float64Array(turns.length);
    this.#endMs = new Float64Array(turns.length);
    this.#beforeMs = new Float64Array(turns.length);
    this.#entry = new Int32Array(turns.length);
    const next = from.slice();
    for (let turn = 0; turn < turns.length; turn++) {
      const at = next[turns.thread[turn]!]!++;
      this.#entry[turn] = at;
      this.#startMs[at] = turns.startMs[turn]!;
      this.#endMs[at] = turns.endMs[turn]!;
      const isFirst = at === from[turns.thread[turn]!]!;
      this.#beforeMs[at] = isFirst ? 0 : this.#beforeMs[at - 1]! + this.#endMs[at - 1]! - this.#startMs[at - 1]!;
    }
  }

  /** How much of `fromMs … toMs` the thread's loop was in a turn, milliseconds. */
  busyMs(thread: number, fromMs: number, toMs: number): number {
    return Math.max(0, this.#busyUpTo(thread, toMs) - this.#busyUpTo(thread, fromMs));
  }

  /** The same for an await, of an open one up to where {@link openUntilMs} has its thread; 0 where its end was lost. */
  busyInAwait({ awaits, tasks }: Model, await_: number): number {
    const outcome = awaits.outcome[await_]!;
    if (outcome === Outcome.Unknown) return 0;
    const thread = tasks.thread[awaits.task[await_]!]!;
    const toMs = outcome === Outcome.Pending ? this.#openUntilMs[thread]! : awaits.endMs[await_]!;
    return this.busyMs(thread, awaits.startMs[await_]!, toMs);
  }

  /**
   * The same for every await at once. A thread's awaits begin in time order and most know the turn that ended them, so
   * nothing is searched: some 10 times as fast as asking for each.
   */
  busyInAwaits({ awaits, tasks }: Model): Float64Array {
    const busyMs = new Float64Array(awaits.length);
    const startMs = this.#startMs;
    const current = this.#from.map((first) => first - 1);
    for (let row = 0; row < awaits.length; row++) {
      const outcome = awaits.outcome[row]!;
      if (outcome === Outcome.Unknown) continue;
      const thread = tasks.thread[awaits.task[row]!]!;
      const fromMs = awaits.startMs[row]!;
      const last = this.#from[thread + 1]! - 1;
      let at = current[thread]!;
      while (at < last && startMs[at + 1]! <= fromMs) at++;
      current[thread] = at;
      const before = at < this.#from[thread]! ? 0 : this.#busyAt(at, fromMs);
      const turn = awaits.turn[row]!;
      const toMs = outcome === Outcome.Pending ? this.#openUntilMs[thread]! : awaits.endMs[row]!;
      const after = turn >= 0 ? this.#busyAt(this.#entry[turn]!, toMs) : this.#busyUpTo(thread, toMs);
      busyMs[row] = Math.max(0, after - before);
    }
    return busyMs;
  }

  #busyUpTo(thread: number, ms: number): number {
    const first = this.#from[thread]!;
    const at = upperBound(this.#startMs, ms, first, this.#from[thread + 1]!) - 1;
    return at < first ? 0 : this.#busyAt(at, ms);
  }

  /** Busy time of the thread up to `ms`, which lies in or after the entry's turn and before the next. */
  #busyAt(at: number, ms: number): number {
    return this.#beforeMs[at]! + Math.min(ms, this.#endMs[at]!) - this.#startMs[at]!;
  }
}

/** A task, and how long it ran itself within a wait of another. */
export interface Runner {
  readonly task: number;
  readonly ms: number;
}

/** A stretch of one thread's time. */
export interface Stretch {
  readonly thread: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The tasks of the same thread that ran while an await waited, as {@link ranWithin} has them. */
export function ranDuring(model: Model, await_: number): Runner[] {
  const { awaits, tasks } = model;
  const thread = tasks.thread[awaits.task[await_]!]!;
  const toMs = Number.isNaN(awaits.endMs[await_]!) ? openUntilMs(model)[thread]! : awaits.endMs[await_]!;
  return ranWithin(model, [{ thread, fromMs: awaits.startMs[await_]!, toMs }])[0]!;
}

/**
 * For each stretch the tasks that ran in it, longest first, none that ran for less than a tick. For a few stretches at a
 * time: it looks at every task of the trace (10 ms for 300,000 with a million awaits).
 */
export function ranWithin(model: Model, stretches: readonly Stretch[]): Runner[][] {
  const { tasks, threads } = model;
  const ofThread: { readonly stretch: Stretch; readonly ranMs: Map<number, number> }[][] = threads.map(() => []);
  const found = stretches.map((stretch) => ({ stretch, ranMs: new Map<number, number>() }));
  for (const each of found) ofThread[each.stretch.thread]!.push(each);
  for (let task = 0; found.length > 0 && task < tasks.length; task++) {
    for (const { stretch, ranMs } of ofThread[tasks.thread[task]!]!) addRuns(model, task, stretch, ranMs);
  }
  return found.map(({ ranMs }) => longestFirst(ranMs));
}

function addRuns(model: Model, task: number, { fromMs, toMs }: Stretch, ranMs: Map<number, number>): void {
  const { tasks } = model;
  if (tasks.startMs[task]! >= toMs || tasks.endMs[task]! <= fromMs) return;
  const add = (row: number, ms: number) => ranMs.set(row, (ranMs.get(row) ?? 0) + ms);
  const { totalMs, firstMs } = runsWithin(model, task, fromMs, toMs);
  if (totalMs > 0) add(task, totalMs);
  // A call runs inside its caller until it first waits, and the caller stands still meanwhile.
  if (firstMs > 0 && tasks.parent[task]! >= 0) add(tasks.parent[task]!, -firstMs);
}

function longestFirst(ranMs: ReadonlyMap<number, number>): Runner[] {
  return [...ranMs]
    .map(([task, ms]): Runner => ({ task, ms }))
    .filter(({ ms }) => ms > SHORTEST_MS)
    .sort((a, b) => b.ms - a.ms);
}

/** Half a tick: what is below is rounding. */
const SHORTEST_MS = 0.00005;

/** How long the task ran within `fromMs … toMs`, tasks it called included, and how much of that was its first run. */
function runsWithin(model: Model, task: number, fromMs: number, toMs: number): { totalMs: number; firstMs: number } {
  const { tasks, awaits } = model;
  const within = (start: number, end: number) => Math.max(0, Math.min(end, toMs) - Math.max(start, fromMs));
  let runsSinceMs = tasks.startMs[task]!;
  let totalMs = 0;
  let firstMs = -1;
  for (let row = tasks.firstAwait[task]!; row >= 0; row = awaits.next[row]!) {
    // Nothing is known of the time after a wait whose end was lost.
    if (!Number.isNaN(runsSinceMs)) totalMs += within(runsSinceMs, awaits.startMs[row]!);
    if (firstMs < 0) firstMs = totalMs;
    runsSinceMs = awaits.outcome[row] === Outcome.Unknown ? Number.NaN : awaits.endMs[row]!;
    if (runsSinceMs >= toMs) break;
  }
  const endMs = tasks.endMs[task]!;
  if (!Number.isNaN(runsSinceMs) && !Number.isNaN(endMs)) totalMs += within(runsSinceMs, endMs);
  return { totalMs, firstMs: firstMs < 0 ? totalMs : firstMs };
}
