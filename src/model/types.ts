import type { EndRecord, ExitRecord, GroupKind, LossRecord, Outcome, SiteRecord, StartRecord } from "../format/spec.ts";

/**
 * The model in columns: a task, an await, a group is an index; row `i` of every column of a table speaks of it.
 * Columns may be longer than `length`; entries from `length` on are meaningless. Tables only grow while a trace is
 * appended, rows keep their index, and columns may be replaced by larger ones, so do not keep a column across appends.
 * All times are milliseconds from the trace's start; NaN where the thing has not happened.
 */

export interface ThreadInfo {
  readonly process: number;
  readonly start: StartRecord;
  readonly end: EndRecord | null;
  readonly droppedEvents: number;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  readonly threads: readonly number[];
  readonly exit: ExitRecord | null;
}

/** A site of the whole trace: the same place in two threads is one site. */
export interface Site extends Omit<SiteRecord, "function"> {
  readonly file: string;
  /** Index of the enclosing function's site; -1 where there is none. */
  readonly function: number;
}

export interface TaskTable {
  readonly length: number;
  readonly thread: Int32Array;
  /** Function or module site. */
  readonly site: Int32Array;
  /** Task index; -1 for a root. */
  readonly parent: Int32Array;
  readonly startMs: Float64Array;
  /** NaN while it has not ended. */
  readonly endMs: Float64Array;
  readonly outcome: Uint8Array; // Outcome
  /** Sum of what it ran itself, and of what it waited, so far. */
  readonly runningMs: Float64Array;
  readonly waitingMs: Float64Array;
  /** First and last await of the task, -1 for none; {@link AwaitTable.next} links them in time order. */
  readonly firstAwait: Int32Array;
  readonly lastAwait: Int32Array;
}

/** What an await waits on: an index into the table that the kind names. */
export const OnKind = { Value: 0, Task: 1, Group: 2, Future: 3, Unknown: 4 } as const;
export type OnKind = (typeof OnKind)[keyof typeof OnKind];

export interface AwaitTable {
  readonly length: number;
  readonly task: Int32Array;
  readonly site: Int32Array;
  readonly startMs: Float64Array;
  /** NaN while it waits. */
  readonly endMs: Float64Array;
  readonly outcome: Uint8Array; // Outcome
  readonly onKind: Uint8Array; // OnKind
  /** Row in the table of onKind; -1 for a value or unknown. */
  readonly on: Int32Array;
  /** Turn in which it resumed, -1 unknown. Its type says what finally ended the wait. */
  readonly turn: Int32Array;
  readonly next: Int32Array;
}

export interface FutureTable {
  readonly length: number;
  readonly thread: Int32Array;
  readonly site: Int32Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly outcome: Uint8Array;
}

export interface GroupTable {
  readonly length: number;
  readonly thread: Int32Array;
  readonly site: Int32Array;
  readonly kind: Uint8Array; // GroupKind
  readonly startMs: Float64Array;
  /** Members of group g: rows memberStart[g] … memberStart[g] + memberCount[g] of memberKind / member. */
  readonly memberStart: Int32Array;
  readonly memberCount: Int32Array;
  readonly memberKind: Uint8Array; // OnKind
  readonly member: Int32Array;
}

/** Turns of all threads in order of arrival; each thread's are in time order. */
export interface TurnTable {
  readonly length: number;
  readonly thread: Int32Array;
  readonly startMs: Float64Array;
  /** End of the last thing known to have run in the turn: its callback, or a task's run in its microtasks. */
  readonly endMs: Float64Array;
  /** Index into {@link Model.names}. */
  readonly type: Int32Array;
  /** Task that ran longest without yielding in this turn, -1 for none. */
  readonly longestTask: Int32Array;
}

export interface Losses {
  readonly droppedEvents: number;
  readonly damagedChunks: number;
  readonly uninstrumented: readonly LossRecord[];
}

export interface Model {
  /** Grows by one with every append that changed anything. */
  readonly version: number;
  readonly processes: readonly ProcessInfo[];
  readonly threads: readonly ThreadInfo[];
  readonly sites: readonly Site[];
  readonly names: readonly string[];
  readonly tasks: TaskTable;
  readonly awaits: AwaitTable;
  readonly futures: FutureTable;
  readonly groups: GroupTable;
  readonly turns: TurnTable;
  /** Time of the last event, milliseconds from the start. */
  readonly endMs: number;
  /** Milliseconds since 1970 at the trace's start. */
  readonly wallStartMs: number;
  /** Every process wrote its end. */
  readonly complete: boolean;
  readonly losses: Losses;
  readonly events: number;
  readonly bytes: number;
}

/** Builds a {@link Model} from trace bytes as they arrive. Throws {@link TraceError} only when the first bytes are no trace at all. */
export interface ModelBuilder {
  readonly model: Model;
  /** Appends the next bytes of the file, cut anywhere. Returns true when the model changed. */
  append(bytes: Uint8Array): boolean;
  /** No more bytes will come: a tail that is no whole chunk is counted as damage. */
  finish(): void;
}

export type { GroupKind, Outcome };
