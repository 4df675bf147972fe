import { Columns, FIRST_CAPACITY } from "../base/columns.ts";
import { Outcome } from "../format/spec.ts";
import type { AwaitTable, FutureTable, GroupTable, TaskTable, TurnTable } from "./types.ts";
import { OnKind } from "./types.ts";

const ints = () => new Int32Array(FIRST_CAPACITY);
const bytes = () => new Uint8Array(FIRST_CAPACITY);
const times = () => new Float64Array(FIRST_CAPACITY);

/** The tables of {@link Model} as the builder writes them. */
export class Tasks extends Columns implements TaskTable {
  thread = ints();
  site = ints();
  parent = ints();
  startMs = times();
  endMs = times();
  outcome = bytes();
  marks = bytes();
  runningMs = times();
  waitingMs = times();
  firstAwait = ints();
  lastAwait = ints();

  add(thread: number, site: number, parent: number, startMs: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    this.site[row] = site;
    this.parent[row] = parent;
    this.startMs[row] = startMs;
    this.endMs[row] = Number.NaN;
    this.firstAwait[row] = -1;
    this.lastAwait[row] = -1;
    return row;
  }

  isOpen(row: number): boolean {
    return this.outcome[row] === Outcome.Pending;
  }
}

export class Awaits extends Columns implements AwaitTable {
  task = ints();
  site = ints();
  startMs = times();
  endMs = times();
  outcome = bytes();
  onKind = bytes();
  on = ints();
  turn = ints();
  next = ints();

  add(task: number, site: number, startMs: number): number {
    const row = this.addRow();
    this.task[row] = task;
    this.site[row] = site;
    this.startMs[row] = startMs;
    this.endMs[row] = Number.NaN;
    this.onKind[row] = OnKind.Unknown;
    this.on[row] = -1;
    this.turn[row] = -1;
    this.next[row] = -1;
    return row;
  }
}

export class Futures extends Columns implements FutureTable {
  thread = ints();
  site = ints();
  startMs = times();
  endMs = times();
  outcome = bytes();

  add(thread: number, site: number, startMs: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    this.site[row] = site;
    this.startMs[row] = startMs;
    this.endMs[row] = Number.NaN;
    return row;
  }

  isOpen(row: number): boolean {
    return this.outcome[row] === Outcome.Pending;
  }
}

class Members extends Columns {
  kind = bytes();
  row = ints();

  add(kind: OnKind, row: number): void {
    const at = this.addRow();
    this.kind[at] = kind;
    this.row[at] = row;
  }
}

export class Groups extends Columns implements GroupTable {
  thread = ints();
  site = ints();
  kind = bytes();
  startMs = times();
  memberStart = ints();
  memberCount = ints();
  readonly #members = new Members();

  get memberKind(): Uint8Array {
    return this.#members.kind;
  }

  get member(): Int32Array {
    return this.#members.row;
  }

  add(thread: number, site: number, kind: number, startMs: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    this.site[row] = site;
    this.kind[row] = kind;
    this.startMs[row] = startMs;
    this.memberStart[row] = this.#members.length;
    return row;
  }

  /** Adds a member to the group added last. */
  addMember(group: number, kind: OnKind, row: number): void {
    this.#members.add(kind, row);
    this.memberCount[group]!++;
  }
}

export class Turns extends Columns implements TurnTable {
  thread = ints();
  startMs = times();
  endMs = times();
  type = ints();
  longestTask = ints();
  longestMs = times();

  add(thread: number, startMs: number, type: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    this.startMs[row] = startMs;
    this.endMs[row] = startMs;
    this.type[row] = type;
    this.longestTask[row] = -1;
    return row;
  }
}

/** All tables of one trace. */
export class Tables {
  readonly tasks = new Tasks();
  readonly awaits = new Awaits();
  readonly futures = new Futures();
  readonly groups = new Groups();
  readonly turns = new Turns();

  /** Moves everything on the axis; for the rare trace whose earliest thread is not the first to write. */
  shift(byMs: number): void {
    const { tasks, awaits, futures, groups, turns } = this;
    for (const table of [tasks, awaits, futures, turns]) {
      shiftColumn(table.startMs, table.length, byMs);
      shiftColumn(table.endMs, table.length, byMs);
    }
    shiftColumn(groups.startMs, groups.length, byMs);
  }
}

function shiftColumn(column: Float64Array, length: number, byMs: number): void {
  for (let row = 0; row < length; row++) column[row]! += byMs;
}
