import { Columns } from "../base/columns.ts";
import { Outcome } from "../format/spec.ts";
import { wholeTicks } from "./ticks.ts";
import type {
  AwaitTable,
  CauseTable,
  FutureTable,
  GroupTable,
  MessageTable,
  StartTable,
  TaskTable,
  TurnTable,
} from "./types.ts";
import { OnKind } from "./types.ts";

const ints = () => new Int32Array(0);
const bytes = () => new Uint8Array(0);
const times = () => new Float64Array(0);

/** The tables of {@link Model} as the builder writes them. */
export class Tasks extends Columns implements TaskTable {
  protected override readonly initial = { endMs: Number.NaN, turn: -1, cause: -1, firstAwait: -1, lastAwait: -1 };
  thread = ints();
  site = ints();
  parent = ints();
  startMs = times();
  endMs = times();
  outcome = bytes();
  marks = bytes();
  runningMs = times();
  waitingMs = times();
  turn = ints();
  cause = ints();
  firstAwait = ints();
  lastAwait = ints();

  add(thread: number, site: number, parent: number, startMs: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    this.site[row] = site;
    this.parent[row] = parent;
    this.startMs[row] = startMs;
    return row;
  }

  isOpen(row: number): boolean {
    return this.outcome[row] === Outcome.Pending;
  }
}

export class Awaits extends Columns implements AwaitTable {
  protected override readonly initial = { endMs: Number.NaN, onKind: OnKind.Unknown, on: -1, turn: -1, next: -1 };
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
    return row;
  }
}

export class Futures extends Columns implements FutureTable {
  protected override readonly initial = { endMs: Number.NaN, turn: -1, by: -1, fromKind: OnKind.Unknown, from: -1 };
  thread = ints();
  site = ints();
  startMs = times();
  endMs = times();
  outcome = bytes();
  settled = bytes();
  turn = ints();
  by = ints();
  fromKind = bytes();
  from = ints();

  add(thread: number, site: number, startMs: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    this.site[row] = site;
    this.startMs[row] = startMs;
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
  protected override readonly initial = { longestTask: -1, cause: -1 };
  thread = ints();
  startMs = times();
  endMs = times();
  type = ints();
  longestTask = ints();
  longestMs = times();
  cause = ints();

  add(thread: number, startMs: number, type: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    this.startMs[row] = startMs;
    this.endMs[row] = startMs;
    this.type[row] = type;
    return row;
  }
}

export class Causes extends Columns implements CauseTable {
  protected override readonly initial = { atMs: Number.NaN, inTurn: -1, askedMs: Number.NaN };
  thread = ints();
  turn = ints();
  type = ints();
  by = ints();
  atMs = times();
  inTurn = ints();
  askedMs = times();

  add(thread: number): number {
    const row = this.addRow();
    this.thread[row] = thread;
    return row;
  }
}

export class Starts extends Columns implements StartTable {
  kind = bytes();
  thread = ints();
  task = ints();
  turn = ints();
  atMs = times();

  add(kind: number, thread: number, task: number, turn: number, atMs: number): number {
    const row = this.addRow();
    this.kind[row] = kind;
    this.thread[row] = thread;
    this.task[row] = task;
    this.turn[row] = turn;
    this.atMs[row] = atMs;
    return row;
  }
}

/** A moment in a thread, and what ran then: -1 for no task, or no known turn. */
export interface Moment {
  readonly thread: number;
  readonly task: number;
  readonly turn: number;
  readonly ms: number;
}

export class Messages extends Columns implements MessageTable {
  protected override readonly initial = {
    fromThread: -1,
    fromTask: -1,
    fromTurn: -1,
    sentMs: Number.NaN,
    toThread: -1,
    toTask: -1,
    toTurn: -1,
    receivedMs: Number.NaN,
  };
  fromThread = ints();
  fromTask = ints();
  fromTurn = ints();
  sentMs = times();
  toThread = ints();
  toTask = ints();
  toTurn = ints();
  receivedMs = times();
  ipc = bytes();

  /** A message of which neither side is known yet. */
  add(isIpc: boolean): number {
    const row = this.addRow();
    this.ipc[row] = isIpc ? 1 : 0;
    return row;
  }

  setSent(row: number, { thread, task, turn, ms }: Moment): void {
    this.fromThread[row] = thread;
    this.fromTask[row] = task;
    this.fromTurn[row] = turn;
    this.sentMs[row] = ms;
  }

  copySent(from: number, to: number): void {
    const [thread, task, turn] = [this.fromThread[from]!, this.fromTask[from]!, this.fromTurn[from]!];
    this.setSent(to, { thread, task, turn, ms: this.sentMs[from]! });
  }

  setReceived(row: number, { thread, task, turn, ms }: Moment): void {
    this.toThread[row] = thread;
    this.toTask[row] = task;
    this.toTurn[row] = turn;
    this.receivedMs[row] = ms;
  }
}

/** All tables of one trace. */
export class Tables {
  readonly tasks = new Tasks();
  readonly awaits = new Awaits();
  readonly futures = new Futures();
  readonly groups = new Groups();
  readonly turns = new Turns();
  readonly starts = new Starts();
  readonly messages = new Messages();
  readonly causes = new Causes();

  /** Moves everything on the axis; for the rare trace whose earliest thread is not the first to write. */
  shift(byMs: number): void {
    const { tasks, awaits, futures, groups, turns, starts, messages, causes } = this;
    for (const table of [tasks, awaits, futures, turns]) {
      shiftColumn(table.startMs, table.length, byMs);
      shiftColumn(table.endMs, table.length, byMs);
    }
    shiftColumn(groups.startMs, groups.length, byMs);
    shiftColumn(starts.atMs, starts.length, byMs);
    shiftColumn(messages.sentMs, messages.length, byMs);
    shiftColumn(messages.receivedMs, messages.length, byMs);
    shiftColumn(causes.atMs, causes.length, byMs);
  }
}

function shiftColumn(column: Float64Array, length: number, byMs: number): void {
  for (let row = 0; row < length; row++) column[row] = wholeTicks(column[row]! + byMs);
}
