import { Outcome } from "../format/spec.ts";
import type { Model } from "../model/types.ts";
import { grown } from "./columns.ts";
import type { Rows } from "./rows.ts";

/** A turn this long, milliseconds, is drawn over the waits it held up; shorter ones would hatch every bar. */
export const BUSY_MS = 16;

/**
 * Which tasks and awaits lie in each lane, and which turns on each thread, in time order: counting sorts over the
 * model's columns, done again after every append (6 ms for a million awaits). Keeping it up to date in place would
 * need a growing list per lane; a trace of ten thousand lanes makes that the dearer way.
 *
 * Tasks of a lane do not overlap, so its awaits are in time order too, across all its tasks.
 */
export class LaneIndex {
  /** Tasks of lane `l`: `tasks[taskStart[l] … taskStart[l + 1])`. */
  taskStart = new Int32Array(1);
  tasks = new Int32Array(0);
  awaitStart = new Int32Array(1);
  awaits = new Int32Array(0);
  /** Turns of thread `t`: `turns[turnStart[t] … turnStart[t + 1])`. */
  turnStart = new Int32Array(1);
  turns = new Int32Array(0);
  /** Rejected tasks before position `p` of {@link tasks}: what a merged bar hides can still be marked. */
  rejectedBefore = new Int32Array(1);
  /** Of each row: tasks that rejected, and tasks without an end. */
  rowRejected = new Int32Array(0);
  rowOpen = new Int32Array(0);
  /** Of each thread: length of its longest turn, milliseconds, and that turn (-1 for none). */
  longestTurnMs = new Float64Array(0);
  longestTurn = new Int32Array(0);
  /** Sum of the lengths of the turns before position `p` of {@link turns}, milliseconds. */
  busyBefore = new Float64Array(1);
  /** Positions in {@link turns} of those of at least {@link BUSY_MS}; of thread `t` from `busyStart[t]`. */
  busyStart = new Int32Array(1);
  busy: number[] = [];

  rebuild(model: Model, rows: Rows): void {
    const { tasks, awaits, turns } = model;
    const lane = rows.taskLane;
    this.taskStart = grown(this.taskStart, rows.laneCount + 1);
    this.tasks = grown(this.tasks, tasks.length);
    sortInto(this.taskStart, this.tasks, rows.laneCount, tasks.length, lane);

    this.awaitStart = grown(this.awaitStart, rows.laneCount + 1);
    this.awaits = grown(this.awaits, awaits.length);
    sortThrough(this.awaitStart, this.awaits, rows.laneCount, awaits.length, awaits.task, lane);

    this.turnStart = grown(this.turnStart, model.threads.length + 1);
    this.turns = grown(this.turns, turns.length);
    sortInto(this.turnStart, this.turns, model.threads.length, turns.length, turns.thread);

    this.#countEnds(model, rows);
    this.#measureTurns(model);
  }

  #countEnds(model: Model, rows: Rows): void {
    const { tasks } = model;
    this.rejectedBefore = grown(this.rejectedBefore, tasks.length + 1);
    this.rowRejected = grown(this.rowRejected, rows.length);
    this.rowOpen = grown(this.rowOpen, rows.length);
    this.rowRejected.fill(0);
    this.rowOpen.fill(0);
    let rejected = 0;
    for (let at = 0; at < tasks.length; at++) {
      const task = this.tasks[at]!;
      this.rejectedBefore[at] = rejected;
      const outcome = tasks.outcome[task]!;
      if (outcome === Outcome.Rejected) {
        rejected++;
        this.rowRejected[rows.rowOfTask(task)]!++;
      } else if (outcome === Outcome.Pending) {
        this.rowOpen[rows.rowOfTask(task)]!++;
      }
    }
    this.rejectedBefore[tasks.length] = rejected;
  }

  #measureTurns(model: Model): void {
    const { turns, threads } = model;
    this.longestTurnMs = grown(this.longestTurnMs, threads.length);
    this.longestTurn = grown(this.longestTurn, threads.length);
    this.busyBefore = grown(this.busyBefore, turns.length + 1);
    this.busyStart = grown(this.busyStart, threads.length + 1);
    this.busy.length = 0;
    let sum = 0;
    for (let thread = 0; thread < threads.length; thread++) {
      this.busyStart[thread] = this.busy.length;
      let longest = 0;
      this.longestTurn[thread] = -1;
      for (let at = this.turnStart[thread]!; at < this.turnStart[thread + 1]!; at++) {
        const turn = this.turns[at]!;
        const length = turns.endMs[turn]! - turns.startMs[turn]!;
        this.busyBefore[at] = sum;
        if (!(length > 0)) continue;
        sum += length;
        if (length >= BUSY_MS) this.busy.push(at);
        if (length > longest) {
          longest = length;
          this.longestTurn[thread] = turn;
        }
      }
      this.longestTurnMs[thread] = longest;
    }
    this.busyStart[threads.length] = this.busy.length;
    this.busyBefore[turns.length] = sum;
  }
}

/** Stable counting sort of `0 … count` by `key[i]`. */
function sortInto(start: Int32Array, out: Int32Array, keys: number, count: number, key: Int32Array): void {
  start.fill(0);
  for (let i = 0; i < count; i++) start[key[i]! + 1]!++;
  for (let k = 0; k < keys; k++) start[k + 1]! += start[k]!;
  for (let i = 0; i < count; i++) out[start[key[i]!]!++] = i;
  start.copyWithin(1, 0, keys);
  start[0] = 0;
}

/** As {@link sortInto} by `key[via[i]]`. */
function sortThrough(
  start: Int32Array,
  out: Int32Array,
  keys: number,
  count: number,
  via: Int32Array,
  key: Int32Array,
): void {
  start.fill(0);
  for (let i = 0; i < count; i++) start[key[via[i]!]! + 1]!++;
  for (let k = 0; k < keys; k++) start[k + 1]! += start[k]!;
  for (let i = 0; i < count; i++) out[start[key[via[i]!]!]!++] = i;
  start.copyWithin(1, 0, keys);
  start[0] = 0;
}
