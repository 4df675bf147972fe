import { Outcome } from "../format/spec.ts";
import type { Model } from "../model/types.ts";
import { BarFlag, BarKind, type Bars } from "./bars.ts";
import { firstAtLeast, gallop } from "./columns.ts";
import type { PictureRequest } from "./picture.ts";
import type { Source } from "./source.ts";

/** Bars narrower than this, pixels, merge with neighbours that are no further away than the gap. */
const MERGE_PX = 2;
const GAP_PX = 0.75;
/** Least distance of two marks of rejected tasks on one merged bar. */
const MARK_PX = 5;
/** A task narrower than this shows no waits of its own. */
const SPLIT_PX = 4;
const THIN_SPLIT_PX = 10;
/** A stretch of running this wide has room for the function's name. */
const RUN_LABEL_PX = 34;
/** A wait this wide shows where the loop was busy, in parts of at least that width. */
const BUSY_WAIT_PX = 8;
const BUSY_PX = 3;

interface Timed {
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
}

/** Adds the bars of lanes of one row. */
export class LaneComposer {
  readonly #bars: Bars;
  readonly #source: Source;
  readonly #model: Model;
  readonly #request: PictureRequest;
  readonly #colour: number;
  readonly #functionMatches: boolean;
  readonly #thin: number;
  readonly #live: boolean;
  readonly #openUntilMs: number;
  readonly #thread: number;
  readonly #mergePx: number;
  readonly #splitPx: number;
  #lane = 0;
  #y = 0;
  #height = 0;
  #taskX0 = 0;
  /** {@link BarFlag.Hollow} or 0. */
  #hollow = 0;

  constructor(bars: Bars, source: Source, request: PictureRequest, row: number, thin: boolean, coarseness: number) {
    this.#bars = bars;
    this.#source = source;
    this.#model = source.model;
    this.#request = request;
    const site = source.rows.site[row]!;
    this.#colour = source.colours.of(site);
    this.#functionMatches = source.filter === null || source.filter.sites[site] !== 0;
    this.#thin = thin ? BarFlag.Thin : 0;
    this.#thread = source.rows.thread[row]!;
    this.#live = source.live(this.#thread);
    this.#openUntilMs = source.openUntilMs(this.#thread);
    this.#mergePx = MERGE_PX * coarseness;
    this.#splitPx = (thin ? THIN_SPLIT_PX : SPLIT_PX) * coarseness;
  }

  /** @param y top of the lane from the picture's top, @param height of its bars */
  compose(lane: number, y: number, height: number): void {
    this.#lane = lane;
    this.#y = y;
    this.#height = height;
    const { startMs, endMs, msPerPx } = this.#request;
    const { tasks } = this.#model;
    const { index } = this.#source;
    const to = index.taskStart[lane + 1]!;
    const merge = this.#mergePx * msPerPx;
    let at = firstAtLeast(index.tasks, tasks.endMs, startMs, index.taskStart[lane]!, to);
    while (at < to) {
      const task = index.tasks[at]!;
      const from = tasks.startMs[task]!;
      if (from > endMs) return;
      const end = tasks.endMs[task]!;
      if (end - from < merge) {
        const next = this.#endOfRun(index.tasks, tasks, at, to, merge);
        this.#merged(at, next, from);
        at = next;
      } else {
        this.#task(task);
        at++;
      }
    }
  }

  /** Adds one bar for the tasks from `at` to before `next`, all of them narrow. */
  #merged(at: number, next: number, fromMs: number): void {
    const { index } = this.#source;
    const { tasks } = this.#model;
    const count = next - at;
    const rejected = index.rejectedBefore[next]! > index.rejectedBefore[at]!;
    const x0 = this.#x(fromMs);
    const x1 = Math.max(this.#x(tasks.endMs[index.tasks[next - 1]!]!), x0 + 1);
    const flags = this.#flags(this.#functionMatches) | (rejected ? BarFlag.Rejected : 0);
    const kind = count === 1 ? BarKind.Task : BarKind.MergedTasks;
    this.#add(kind, x0, x1, flags, count === 1 ? -1 : count, index.tasks[at]!);
    if (rejected) this.#markRejected(at, next, flags);
  }

  /** A mark for every rejected task of a merged bar that is a few pixels from the last one. */
  #markRejected(at: number, next: number, flags: number): void {
    const { index } = this.#source;
    const { tasks } = this.#model;
    const before = index.rejectedBefore;
    let last = Number.NEGATIVE_INFINITY;
    for (let position = at; position < next; ) {
      // Prefix sums find the next rejected one by bisection: most of a merged bar's tasks did well.
      let low = position;
      let high = next;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (before[middle + 1]! > before[position]!) high = middle;
        else low = middle + 1;
      }
      if (low >= next) return;
      const task = index.tasks[low]!;
      const x1 = this.#x(tasks.endMs[task]!);
      if (x1 - last >= MARK_PX) {
        this.#add(BarKind.Rejected, x1 - 1, x1, flags, -1, task);
        last = x1;
      }
      position = low + 1;
    }
  }

  /**
   * First position after `at` whose row is not narrow or begins more than a pixel after the one before: the run of
   * rows that one merged bar stands for. Gallops from pixel to pixel, so that a run of thousands costs its width.
   */
  #endOfRun(list: Int32Array, table: Timed, at: number, to: number, mergeMs: number): number {
    const gap = GAP_PX * this.#request.msPerPx;
    let position = at;
    for (;;) {
      const from = table.startMs[list[position]!]!;
      const next = Math.max(gallop(list, table.startMs, from + mergeMs, position, to), position + 1);
      const last = list[next - 1]!;
      if (next - 1 > position && !(table.endMs[last]! - table.startMs[last]! < mergeMs)) return next - 1;
      if (next >= to) return to;
      const follower = list[next]!;
      const joins = table.startMs[follower]! - table.endMs[list[next - 1]!]! <= gap;
      if (!joins || !(table.endMs[follower]! - table.startMs[follower]! < mergeMs)) return next;
      if (table.startMs[follower]! > this.#request.endMs) return next;
      position = next;
    }
  }

  #task(task: number): void {
    const { tasks } = this.#model;
    const end = tasks.endMs[task]!;
    const outcome = tasks.outcome[task]!;
    const x0 = this.#x(tasks.startMs[task]!);
    const open = Number.isNaN(end);
    const x1 = this.#x(open ? this.#openUntilMs : end);
    let flags = this.#flags(this.#functionMatches);
    if (open && this.#live) flags |= BarFlag.Open;
    const never = open && !this.#live;
    const kind = this.#lostWhileRunning(task)
      ? BarKind.Unknown
      : never && this.#cutOff(task)
        ? BarKind.Never
        : BarKind.Task;
    this.#add(kind, x0, kind === BarKind.Unknown ? Math.max(x1, x0 + 2) : x1, flags, -1, task);
    this.#hollow = kind === BarKind.Task ? 0 : BarFlag.Hollow;
    if (open || x1 - x0 >= this.#splitPx) this.#waits(task, x1);
    if (outcome === Outcome.Rejected) this.#add(BarKind.Rejected, x0, x1, flags | BarFlag.Rejected, -1, task);
  }

  /** Of a task whose end is not known because its last wait's is not, the runs before are. */
  #lostWhileRunning(task: number): boolean {
    const { tasks, awaits } = this.#model;
    if (tasks.outcome[task] !== Outcome.Unknown) return false;
    const last = tasks.lastAwait[task]!;
    return last < 0 || awaits.outcome[last] !== Outcome.Unknown;
  }

  /** A task that neither ended nor waits: it was cut off while it ran. */
  #cutOff(task: number): boolean {
    const last = this.#model.tasks.lastAwait[task]!;
    return last < 0 || !Number.isNaN(this.#model.awaits.endMs[last]!);
  }

  #waits(task: number, taskX1: number): void {
    const { awaits, tasks } = this.#model;
    const { index } = this.#source;
    const { startMs, endMs, msPerPx } = this.#request;
    this.#taskX0 = this.#x(tasks.startMs[task]!);
    const begin = index.awaitStart[this.#lane]!;
    const to = index.awaitStart[this.#lane + 1]!;
    const list = index.awaits;
    const taskStart = tasks.startMs[task]!;
    // The first await of this task that may reach into the picture: the last that started before it.
    let at = firstAtLeast(list, awaits.startMs, Math.max(taskStart, startMs), begin, to);
    if (at > begin && startMs > taskStart && awaits.task[list[at - 1]!] === task) at--;
    // Two tasks of a lane can touch: skip the waits of the one before.
    while (at < to && awaits.task[list[at]!] !== task && awaits.startMs[list[at]!]! <= taskStart) at++;
    let ranFrom = at > begin && awaits.task[list[at - 1]!] === task ? awaits.endMs[list[at - 1]!]! : taskStart;
    const merge = this.#mergePx * msPerPx;
    while (at < to) {
      const row = list[at]!;
      if (awaits.task[row] !== task) break;
      const from = awaits.startMs[row]!;
      if (from > endMs) return;
      const end = awaits.endMs[row]!;
      this.#run(task, ranFrom, from);
      if (end - from < merge) {
        const next = this.#endOfRun(list, awaits, at, to, merge);
        at = this.#mergedWaits(task, at, next);
      } else {
        this.#wait(row, from, end);
        at++;
      }
      ranFrom = awaits.endMs[list[at - 1]!]!;
    }
    if (!Number.isNaN(ranFrom)) this.#run(task, ranFrom, startMs + taskX1 * msPerPx);
  }

  /** Adds one bar for the waits from `at` to before `next` that are of this task; returns the first not covered. */
  #mergedWaits(task: number, at: number, next: number): number {
    const { awaits } = this.#model;
    const list = this.#source.index.awaits;
    let last = next - 1;
    while (last > at && awaits.task[list[last]!] !== task) last--;
    const first = list[at]!;
    const x0 = Math.max(this.#x(awaits.startMs[first]!), this.#taskX0 + 1);
    const x1 = Math.max(this.#x(awaits.endMs[list[last]!]!), x0 + 1);
    const count = last - at + 1;
    const matches = this.#functionMatches || this.#siteMatches(awaits.site[first]!);
    const kind = count === 1 ? BarKind.Wait : BarKind.MergedWaits;
    this.#add(kind, x0, x1, this.#flags(matches), count === 1 ? awaits.site[first]! : count, first);
    return last + 1;
  }

  #wait(row: number, from: number, end: number): void {
    const { awaits } = this.#model;
    const site = awaits.site[row]!;
    let flags = this.#flags(this.#functionMatches || this.#siteMatches(site));
    const x0 = Math.max(this.#x(from), this.#taskX0 + 1);
    const open = Number.isNaN(end);
    const x1 = this.#x(open ? this.#openUntilMs : end);
    const outcome = awaits.outcome[row]!;
    if (open && this.#live) flags |= BarFlag.Open;
    if (outcome === Outcome.Rejected) flags |= BarFlag.Rejected;
    const kind = outcome === Outcome.Unknown ? BarKind.Unknown : open && !this.#live ? BarKind.Never : BarKind.Wait;
    const isBusy = x1 - x0 >= BUSY_WAIT_PX && this.#busy(from, open ? this.#openUntilMs : end, flags);
    this.#add(kind, x0, x1, isBusy ? flags | BarFlag.Busy : flags, site, row);
  }

  /** Returns whether the loop was busy in a part of the wait that is seen. */
  #busy(from: number, end: number, flags: number): boolean {
    const { index } = this.#source;
    const { turns } = this.#model;
    const { startMs, endMs, msPerPx } = this.#request;
    const list = index.busy;
    const to = index.busyStart[this.#thread + 1]!;
    let found = false;
    for (let at = index.busyStart[this.#thread]!; at < to; at++) {
      const turn = index.turns[list[at]!]!;
      const busyFrom = Math.max(turns.startMs[turn]!, from);
      if (busyFrom >= end || busyFrom > endMs) break;
      const busyEnd = Math.min(turns.endMs[turn]!, end);
      if (busyEnd < startMs || busyEnd - busyFrom < BUSY_PX * msPerPx) continue;
      this.#add(BarKind.Busy, this.#x(busyFrom), this.#x(busyEnd), flags & ~BarFlag.Open, -1, turn);
      found = true;
    }
    return found;
  }

  #run(task: number, from: number, end: number): void {
    if (!(end - from >= RUN_LABEL_PX * this.#request.msPerPx) || this.#thin !== 0) return;
    const flags = this.#flags(this.#functionMatches) | this.#hollow;
    this.#add(BarKind.Run, this.#x(from), this.#x(end), flags, this.#model.tasks.site[task]!, task);
  }

  #siteMatches(site: number): boolean {
    return this.#source.filter === null || this.#source.filter.sites[site] !== 0;
  }

  #flags(matches: boolean): number {
    return this.#thin | (matches ? 0 : BarFlag.Dim);
  }

  #x(atMs: number): number {
    return (atMs - this.#request.startMs) / this.#request.msPerPx;
  }

  #add(kind: BarKind, x0: number, x1: number, flags: number, label: number, ref: number): void {
    this.#bars.add(kind, x0, x1, this.#y, this.#height, this.#colour, flags, label, ref);
  }
}
