import type { Model } from "../model/types.ts";
import { grown } from "./columns.ts";
import { SlotTable } from "./slots.ts";

/**
 * The rows of the timeline and the lane of every task.
 *
 * One row per thread (it shows the thread's event loop), below it the task tree. Tasks with the same function under
 * the same parent row form a *slot*. Within a slot, calls that do not overlap in time share a lane; the first
 * {@link ROWS_PER_SLOT} lanes are rows of their own, every further lane goes to the slot's one packed row. Children
 * hang under the row of their parent, so the tree's size is bounded by the shape of the program, not by its run time:
 * a server's million requests make five rows. A task never changes its lane, so nothing jumps while a trace grows.
 */

export const RowKind = { Thread: 0, Task: 1, Pack: 2 } as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

/** Overlapping calls of one function under one parent that get a full row each before packing starts. */
export const ROWS_PER_SLOT = 4;
/** Rows beyond this many start collapsed, so that a deep recursion opens as a page, not as a scroll bar. */
const OPEN_ROWS = 120;
/** Lanes of a packed row that are searched from the first; with more, a rotating search of as many: O(1) a task. */
const LANE_SEARCH = 24;

export class Rows {
  length = 0;
  kind = new Uint8Array(64);
  thread = new Int32Array(64);
  /** Function site; -1 for a thread. */
  site = new Int32Array(64);
  parent = new Int32Array(64);
  depth = new Uint16Array(64);
  /** Tasks that ended badly or not at all are counted when the index is built, see `lanes.ts`. */
  tasks = new Int32Array(64);
  /** First task in the row, -1 while there is none. */
  firstTask = new Int32Array(64);
  firstChild = new Int32Array(64);
  nextSibling = new Int32Array(64);
  firstLane = new Int32Array(64);
  lanes = new Int32Array(64);
  /** Row collapsed: a task's children hidden, a pack's lanes thin. */
  collapsed = new Uint8Array(64);

  /** Rows of the threads as they are shown: process by process, a process's in the order of their numbers. */
  roots: readonly number[] = [];

  laneCount = 0;
  laneRow = new Int32Array(64);
  /** Next lane of the same row. */
  nextLane = new Int32Array(64);
  /** Position of the lane in its row. */
  laneIndex = new Int32Array(64);

  /** Lane of each task of the model. */
  taskLane = new Int32Array(1024);
  taskCount = 0;

  #lastChild = new Int32Array(64);
  #lastLane = new Int32Array(64);
  #cursor = new Int32Array(64);
  #laneLast = new Int32Array(64);
  readonly #threadRow: number[] = [];
  readonly #slots = new SlotTable();

  /** Places the model's new threads and tasks. Returns true when rows were added. */
  update(model: Model): boolean {
    const before = this.length;
    for (let thread = this.#threadRow.length; thread < model.threads.length; thread++) {
      const row = this.#add(RowKind.Thread, thread, -1, -1, -1);
      this.#threadRow.push(row);
    }
    if (this.roots.length < this.#threadRow.length)
      this.roots = inOrder(model).map((thread) => this.#threadRow[thread]!);
    const { tasks } = model;
    this.taskLane = grown(this.taskLane, tasks.length);
    for (let task = this.taskCount; task < tasks.length; task++) this.#place(task, model);
    this.taskCount = tasks.length;
    return this.length > before;
  }

  /** Row of the task. */
  rowOfTask(task: number): number {
    return this.laneRow[this.taskLane[task]!]!;
  }

  rowOfThread(thread: number): number {
    return this.#threadRow[thread] ?? -1;
  }

  /** Opens every row above `row`, so that it can be shown. Returns true when something changed. */
  openAncestors(row: number): boolean {
    let changed = false;
    for (let above = this.parent[row]!; above >= 0; above = this.parent[above]!) {
      if (this.collapsed[above]) changed = true;
      this.collapsed[above] = 0;
    }
    return changed;
  }

  #place(task: number, model: Model): void {
    const { tasks } = model;
    const parent = tasks.parent[task]!;
    // A parent is always recorded before its child; one that is missing was lost, and the task shows as a root.
    const parentRow = parent >= 0 && parent < task ? this.rowOfTask(parent) : this.#threadRow[tasks.thread[task]!]!;
    const site = tasks.site[task]!;
    const lane = this.#lane(parentRow, site, tasks.startMs[task]!, tasks.endMs, tasks.thread[task]!);
    this.taskLane[task] = lane;
    this.#laneLast[lane] = task;
    const row = this.laneRow[lane]!;
    if (this.tasks[row]!++ === 0) this.firstTask[row] = task;
  }

  #lane(parentRow: number, site: number, startMs: number, endMs: Float64Array, thread: number): number {
    const slots = this.#slots;
    const slot = slots.slot(parentRow, site);
    // A child of a packed row packs at once: its siblings are many by definition.
    const own = this.kind[parentRow] === RowKind.Pack ? 0 : ROWS_PER_SLOT;
    for (let row = slots.firstRow[slot]!, n = 0; n < slots.rows[slot]!; n++) {
      const lane = this.firstLane[row]!;
      if (this.#free(lane, startMs, endMs)) return lane;
      row = this.nextSibling[row]!;
    }
    if (slots.rows[slot]! < own) {
      const row = this.#add(RowKind.Task, thread, site, parentRow, slots.lastRow[slot]!);
      // The first shows what such a call is made of; the others would say it again.
      if (slots.rows[slot]! > 0) this.collapsed[row] = 1;
      slots.addRow(slot, row);
      return this.#addLane(row);
    }
    let pack = slots.pack[slot]!;
    if (pack < 0) {
      pack = this.#add(RowKind.Pack, thread, site, parentRow, slots.lastRow[slot]!);
      slots.pack[slot] = pack;
    }
    return this.#packedLane(pack, startMs, endMs);
  }

  #packedLane(pack: number, startMs: number, endMs: Float64Array): number {
    const count = this.lanes[pack]!;
    const few = count <= LANE_SEARCH;
    let lane = few ? this.firstLane[pack]! : this.#cursor[pack]!;
    for (let tried = 0; tried < LANE_SEARCH && tried < count; tried++) {
      if (this.#free(lane, startMs, endMs)) {
        this.#cursor[pack] = lane;
        return lane;
      }
      lane = this.nextLane[lane]!;
      if (lane < 0) lane = this.firstLane[pack]!;
    }
    this.#cursor[pack] = lane;
    return this.#addLane(pack);
  }

  #free(lane: number, startMs: number, endMs: Float64Array): boolean {
    return endMs[this.#laneLast[lane]!]! <= startMs;
  }

  #addLane(row: number): number {
    const lane = this.laneCount++;
    this.laneRow = grown(this.laneRow, this.laneCount);
    this.nextLane = grown(this.nextLane, this.laneCount);
    this.laneIndex = grown(this.laneIndex, this.laneCount);
    this.#laneLast = grown(this.#laneLast, this.laneCount);
    this.laneRow[lane] = row;
    this.nextLane[lane] = -1;
    this.laneIndex[lane] = this.lanes[row]!++;
    if (this.firstLane[row]! < 0) {
      this.firstLane[row] = lane;
      this.#cursor[row] = lane;
    } else {
      this.nextLane[this.#lastLane[row]!] = lane;
    }
    this.#lastLane[row] = lane;
    return lane;
  }

  /** Adds a row as a child of `parent`, right after the sibling `after`, or last when that is -1. */
  #add(kind: RowKind, thread: number, site: number, parent: number, after: number): number {
    const row = this.length++;
    if (row >= this.kind.length) this.#grow();
    this.kind[row] = kind;
    this.thread[row] = thread;
    this.site[row] = site;
    this.parent[row] = parent;
    this.depth[row] = parent < 0 ? 0 : Math.min(this.depth[parent]! + 1, 65535);
    this.firstTask[row] = -1;
    this.firstChild[row] = -1;
    this.nextSibling[row] = -1;
    this.firstLane[row] = -1;
    this.#lastChild[row] = -1;
    this.#lastLane[row] = -1;
    this.collapsed[row] = kind === RowKind.Pack || (kind === RowKind.Task && row >= OPEN_ROWS) ? 1 : 0;
    if (parent >= 0) this.#link(row, parent, after);
    return row;
  }

  #link(row: number, parent: number, after: number): void {
    const previous = after >= 0 ? after : this.#lastChild[parent]!;
    if (previous < 0) {
      this.firstChild[parent] = row;
    } else {
      this.nextSibling[row] = this.nextSibling[previous]!;
      this.nextSibling[previous] = row;
    }
    if (this.nextSibling[row]! < 0) this.#lastChild[parent] = row;
  }

  #grow(): void {
    const length = this.kind.length * 2;
    this.kind = grown(this.kind, length);
    this.thread = grown(this.thread, length);
    this.site = grown(this.site, length);
    this.parent = grown(this.parent, length);
    this.depth = grown(this.depth, length);
    this.tasks = grown(this.tasks, length);
    this.firstTask = grown(this.firstTask, length);
    this.firstChild = grown(this.firstChild, length);
    this.nextSibling = grown(this.nextSibling, length);
    this.firstLane = grown(this.firstLane, length);
    this.lanes = grown(this.lanes, length);
    this.collapsed = grown(this.collapsed, length);
    this.#lastChild = grown(this.#lastChild, length);
    this.#lastLane = grown(this.#lastLane, length);
    this.#cursor = grown(this.#cursor, length);
  }
}

function inOrder({ threads }: Model): number[] {
  const compare = (a: number, b: number) => {
    const [one, other] = [threads[a]!, threads[b]!];
    return one.process - other.process || one.start.thread - other.start.thread || a - b;
  };
  return [...threads.keys()].sort(compare);
}
