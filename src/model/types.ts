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
  /**
   * The thread's start chunk is missing: `start` is filled with what is known, and the thread's place on the axis is
   * a guess (its first event at the trace's start). Its durations hold.
   */
  readonly placeGuessed: boolean;
  /** The turn whose callback had not returned at the last event that is there; -1 where there is none, or turns are not told. */
  readonly openTurn: number;
  /** Time of its last event, or of its end, milliseconds from the trace's start. */
  readonly lastMs: number;
  /** Row in {@link Model.starts} of what started this worker or, of a main thread, its process; -1: not known. */
  readonly startedBy: number;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  readonly threads: readonly number[];
  readonly exit: ExitRecord | null;
}

/**
 * A site of the whole trace: the same place in two threads is one site. An empty `file` (and line 0) is a site whose
 * description was lost; there is at most one per kind.
 */
export interface Site extends Omit<SiteRecord, "function"> {
  readonly file: string;
  /** Index of the enclosing function's site; -1 where there is none. */
  readonly function: number;
}

/** Bits of {@link TaskTable.marks}: what losses took from a task. */
export const TaskMark = {
  /** Its call was lost: `startMs` is when it was first heard of, its parent and perhaps its site are unknown. */
  KnownFromHere: 1,
  /** Events may be missing in its middle: running and waiting time are lower bounds. */
  Incomplete: 2,
  /**
   * The function has returned a promise, which its own follows: its last await, at the `return`, is that wait. Its end is
   * the latest moment by which it had settled, in the same turn.
   */
  Returned: 4,
} as const;

export interface TaskTable {
  readonly length: number;
  readonly thread: Int32Array;
  /** Function or module site. */
  readonly site: Int32Array;
  /** Task index; -1 for a root. */
  readonly parent: Int32Array;
  readonly startMs: Float64Array;
  /** NaN while it has not ended. With Outcome.Unknown: the last moment it was known not to have ended. */
  readonly endMs: Float64Array;
  /** Unknown: events were lost while it had not ended, and it has not been heard of since. */
  readonly outcome: Uint8Array; // Outcome
  readonly marks: Uint8Array; // TaskMark bits
  /** Sum of what it ran itself (without the tasks it called), and of its ended waits with the known part of lost ones. */
  readonly runningMs: Float64Array;
  readonly waitingMs: Float64Array;
  /** Of a root that was called by a turn's callback itself: the turn. Else -1. */
  readonly turn: Int32Array;
  /** Of a root: row of the causes that says what scheduled the callback it was called by; -1 where that is not known. */
  readonly cause: Int32Array;
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
  /** NaN while it waits. With Outcome.Unknown: the last moment it was known to wait; not the end of the wait. */
  readonly endMs: Float64Array;
  /** Pending while it waits. Unknown: events were lost while it waited, so its duration cannot be known. */
  readonly outcome: Uint8Array; // Outcome
  readonly onKind: Uint8Array; // OnKind
  /** Row in the table of onKind; -1 for a value or unknown. */
  readonly on: Int32Array;
  /** Turn in which it resumed, -1 unknown. Its type says what finally ended the wait. */
  readonly turn: Int32Array;
  readonly next: Int32Array;
}

/** What is known of when a future settled. */
export const Settled = {
  Unknown: 0,
  /** A task that waited on it resumed at `endMs`: it settled in that turn, not later. */
  ByTurn: 1,
  Exact: 2,
} as const;
export type Settled = (typeof Settled)[keyof typeof Settled];

export interface FutureTable {
  readonly length: number;
  readonly thread: Int32Array;
  /** Site of the expression that made it, -1 where code made it that is not traced. */
  readonly site: Int32Array;
  /** When it was made; where the site is -1, when it was first seen. */
  readonly startMs: Float64Array;
  /** When it settled, as exactly as {@link settled} says. */
  readonly endMs: Float64Array;
  readonly outcome: Uint8Array;
  readonly settled: Uint8Array; // Settled
  /** Turn in which it settled, -1 not known. */
  readonly turn: Int32Array;
  /** The task that made it, -1 for none and where the site is -1. */
  readonly by: Int32Array;
  /** What it is derived from (`.then`): a row in the table of the kind; Unknown and -1 for nothing known. */
  readonly fromKind: Uint8Array; // OnKind
  readonly from: Int32Array;
}

/** What scheduled callbacks: of turns, and of ticks and microtasks in which a root task was called. */
export interface CauseTable {
  readonly length: number;
  readonly thread: Int32Array;
  /** The turn that it is the cause of, -1 where it is the cause of a callback within one. */
  readonly turn: Int32Array;
  /** Of a callback within a turn: its type, an index into {@link Model.names}. -1 for a turn's, which has its own. */
  readonly type: Int32Array;
  /** The task that ran when it was scheduled, -1 for none. */
  readonly by: Int32Array;
  /** When it was scheduled; NaN where that is not known. */
  readonly atMs: Float64Array;
  /** The turn in which it was scheduled; -1 for the program's first run, and where that is not known. */
  readonly inTurn: Int32Array;
  /** What a timer was set to, NaN for all else. */
  readonly askedMs: Float64Array;
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

/**
 * Turns of all threads in order of arrival; each thread's are in time order and do not overlap. Where the recorder saw
 * no turns (before a thread's first, and on runtimes that cannot tell) a row with type -1 is a stretch in which tasks
 * ran one after another, with no more than {@link STRETCH_GAP_MS} between them.
 */
export interface TurnTable {
  readonly length: number;
  readonly thread: Int32Array;
  readonly startMs: Float64Array;
  /** End of the last thing known to have run in the turn: its callback, or a task's run in its microtasks. */
  readonly endMs: Float64Array;
  /** Index into {@link Model.names}; -1 for a stretch. */
  readonly type: Int32Array;
  /** Task that ran longest without yielding in this turn (not counting tasks it called), -1 for none. */
  readonly longestTask: Int32Array;
  /** How long that task ran. */
  readonly longestMs: Float64Array;
  /** Row of the causes, -1 where it is not known what scheduled it. */
  readonly cause: Int32Array;
}

/** Where workers and processes were started, in order of arrival. {@link ThreadInfo.startedBy} leads here. */
export interface StartTable {
  readonly length: number;
  readonly kind: Uint8Array; // StartedKind
  /** The starting thread, and what ran there at `atMs`: -1 for no task, or no known turn. */
  readonly thread: Int32Array;
  readonly task: Int32Array;
  readonly turn: Int32Array;
  readonly atMs: Float64Array;
}

/**
 * Messages between threads (of one process or, by IPC, of two), in order of arrival. A side that nobody told of has
 * thread -1 and time NaN: the message is on its way, or was lost, or the other end is not traced.
 */
export interface MessageTable {
  readonly length: number;
  readonly fromThread: Int32Array;
  /** What ran when it was sent, -1 for no task, or no known turn. */
  readonly fromTask: Int32Array;
  readonly fromTurn: Int32Array;
  readonly sentMs: Float64Array;
  readonly toThread: Int32Array;
  /** What ran when it was received: a task only where one asked for it (`receiveMessageOnPort`). */
  readonly toTask: Int32Array;
  readonly toTurn: Int32Array;
  readonly receivedMs: Float64Array;
  /** 1 for IPC between processes. */
  readonly ipc: Uint8Array;
}

/** Tasks that run one after another within one turn follow within microseconds; the loop takes longer to start a turn. */
export const STRETCH_GAP_MS = 0.02;

export interface Losses {
  readonly droppedEvents: number;
  /** Regions of the file that belong to no whole chunk, and chunks whose content made no sense. */
  readonly damagedChunks: number;
  /** Chunks that a thread wrote (by its sequence numbers) and the file does not hold. */
  readonly missingChunks: number;
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
  readonly starts: StartTable;
  readonly messages: MessageTable;
  readonly causes: CauseTable;
  /** Time of the last event, milliseconds from the start. */
  readonly endMs: number;
  /** Milliseconds since 1970 at the trace's start. */
  readonly wallStartMs: number;
  /** Every process's main thread wrote its end. */
  readonly complete: boolean;
  readonly losses: Losses;
  readonly events: number;
  readonly bytes: number;
}

/** Builds a {@link Model} from trace bytes as they arrive. */
export interface ModelBuilder {
  readonly model: Model;
  /**
   * Appends the next bytes of the file, cut anywhere. Returns true when the model changed.
   * Throws TraceError (format/decode.ts) when the first bytes are no trace at all, or one of a newer version.
   */
  append(bytes: Uint8Array): boolean;
  /**
   * No more bytes will come: a tail that is no whole chunk is counted as damage, and what a thread without an end
   * leaves open becomes Unknown unless a signal is known to have ended the run.
   * Throws TraceError when the file was empty or held no whole chunk.
   */
  finish(): void;
}

export type { GroupKind, Outcome };
