/**
 * The trace format in constants. `FORMAT.md` is the description for people and for other languages;
 * this file is the same facts for the encoder, the decoder and the runtime, and imports nothing.
 */

/** First four bytes of every chunk, read as a little-endian u32: the letters "AWS1". */
export const CHUNK_MAGIC = 0x31535741;
export const FORMAT_VERSION = 1;
export const HEADER_BYTES = 40;
/** A length above this is damage, not data: readers search the next magic. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

/** Byte offsets inside a chunk header. All fields are little-endian unsigned integers. */
export const Header = {
  magic: 0, // u32
  version: 4, // u16
  kind: 6, // u16, a ChunkKind
  payloadBytes: 8, // u32
  pid: 12, // u32
  thread: 16, // u32, 0 for the main thread, else the worker's threadId
  sequence: 20, // u32, counts this thread's chunks from 0
  droppedEvents: 24, // u32, events this thread lost before this chunk's first event, cumulative; none is missing inside a chunk
  eventCount: 28, // u32, events in this chunk (0 for JSON chunks)
  payloadCrc: 32, // u32, CRC-32 of the payload
  headerCrc: 36, // u32, CRC-32 of header bytes 0..35
} as const;

export const ChunkKind = {
  /** JSON {@link StartRecord}: one per thread, its first chunk. */
  Start: 1,
  /** JSON {@link SitesRecord}: one per instrumented file and thread, before any event that names its sites. */
  Sites: 2,
  /** Binary events. */
  Events: 3,
  /** JSON {@link EndRecord}: one per thread, its last chunk, absent when the process was killed. */
  End: 4,
  /** JSON {@link LossRecord}: a file that runs as it is, with the reason. */
  Loss: 5,
  /** JSON {@link NamesRecord}: strings that events name by number. */
  Names: 6,
  /** JSON {@link ExitRecord}: written by the launcher, which alone sees how a killed process ended. */
  Exit: 7,
} as const;
export type ChunkKind = (typeof ChunkKind)[keyof typeof ChunkKind];

/**
 * An events payload is `f64 baseMs` (this thread's monotonic clock, milliseconds) and then `eventCount` events.
 * Each event is a tag byte (low four bits an EventKind, high four bits flags), then LEB128 varints:
 * first always `dt`, ticks since the previous event of this chunk (the first counts from baseMs), then the fields
 * named below. "±" fields are zigzag; `task` is always ± against the previous task or object id of this chunk
 * (0 before the first).
 */
export const EventKind = {
  /** A task starts running. `±task, site, parent` - parent is 0 for none, else task - parent. */
  Call: 1,
  /** A task ends. `±task`; flags: an Outcome. */
  End: 2,
  /**
   * A task starts waiting. `±task, site, on` - on is 0 for a plain value, else 1 + zigzag(object - task); object 0 is
   * one that is not known, or not yet: see WaitsOn.
   */
  Suspend: 3,
  /** A task runs again. `±task`; flags: the Outcome of what it waited for. */
  Resume: 4,
  /** The event loop starts a turn. `type`, a name id. */
  Turn: 5,
  /** The callback of the turn returned. No fields. */
  TurnEnd: 6,
  /** A combinator made a promise. `±id, site, count, count × ±member` (each against id); flags: a GroupKind. */
  Group: 7,
  /** A promise that no task stands behind is seen for the first time. `±id, site` (0: unknown). */
  Future: 8,
  /** A future settled. `±id`; flags: an Outcome. */
  Settle: 9,
  /**
   * Says what the wait that `task` is in is for, where its Suspend could not know: the hidden awaits of `for await`
   * and `await using`. `±task, on`, on as in Suspend. Begins no wait, and its time means nothing.
   */
  WaitsOn: 10,
  /** A message went into a channel or came out of one. `channel, number`; flags: {@link MessageFlag} bits. */
  Message: 14,
  /** A worker or a process is about to be started. `number`, as in {@link StarterRecord}; flags: a {@link StartedKind}. */
  Started: 15,
  /**
   * What scheduled a callback: that of the turn that began right before (flags 0), or a callback within the turn, in
   * which the Call that follows stands (flags 1: {@link CauseOf}). `type, by, age, asked` - type is a name id, 0 for the
   * turn's own; by is the task that scheduled it, 0 for none; age is 0 where it is not known when, else 1 + ticks before
   * this event; asked is 0 where no time was asked for, else 1 + milliseconds.
   */
  Cause: 11,
  /**
   * A promise is made at a site that makes promises, by the task that runs. `±id, site, from` - from is 0, or 1 + zigzag(object - id) of the
   * promise it is derived from (`.then`).
   */
  Made: 12,
  /**
   * The task returns a promise, at a `return` or as an arrow function's expression. `±task, site, on` as in Suspend. If
   * the task then ends fulfilled, its own promise is still pending and becomes what that one becomes.
   */
  Follows: 13,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** One tick of event time: 100 ns. Times are rounded to ticks before they are subtracted, so nothing drifts. */
export const TICKS_PER_MS = 10_000;

/**
 * Latest time that a thread's clock, or the distance of two anchors, may state: a year and a half in milliseconds. Three
 * such times add up to no more than a double can tell to the tick.
 */
export const MAX_CLOCK_MS = 5e10;

export const Outcome = { Pending: 0, Fulfilled: 1, Rejected: 2, Unknown: 3 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Whose cause a Cause event tells. */
export const CauseOf = { Turn: 0, Callback: 1 } as const;
export type CauseOf = (typeof CauseOf)[keyof typeof CauseOf];

export const GroupKind = { All: 0, AllSettled: 1, Race: 2, Any: 3 } as const;
export type GroupKind = (typeof GroupKind)[keyof typeof GroupKind];

export const MessageFlag = {
  /** It came out; else it went in. */
  Received: 1,
  /** The channel is one between processes; else one between threads of this process. */
  Ipc: 2,
} as const;

/** Channels within a process that are no pairs of ports, which begin with 2. */
export const CommonChannel = {
  /** Of all messages of `postMessageToThread`. */
  ToThread: 0,
  /** Of all messages of `BroadcastChannel`s, each of which comes out any number of times. */
  Broadcast: 1,
} as const;

export const StartedKind = { Worker: 0, Process: 1 } as const;
export type StartedKind = (typeof StartedKind)[keyof typeof StartedKind];

export const SiteKind = {
  Function: 0,
  Await: 1,
  ForAwait: 2,
  Yield: 3,
  YieldStar: 4,
  AwaitUsing: 5,
  Return: 6,
  Combinator: 7,
  Module: 8,
  /** An expression that makes a promise: `new Promise`, `Promise.withResolvers`, `.then`, … */
  Promise: 9,
} as const;
export type SiteKind = (typeof SiteKind)[keyof typeof SiteKind];

/** A site inside one file. Lines and columns are 1-based, columns count UTF-16 units, the end is exclusive. */
export interface SiteRecord {
  readonly kind: SiteKind;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** For an await the awaited expression, for a function its name; whitespace folded, at most 120 units. */
  readonly text: string;
  /** Index, in the same array, of the enclosing function's or module's site; -1 where there is none. */
  readonly function: number;
  /** Of an await: the function of the platform that the expression calls, where the source proves it: "events.once". */
  readonly calls?: string;
}

/** Where a thread's clock stands against the machine's clocks, read at one moment. */
export interface ClockAnchor {
  /** The thread's own clock, milliseconds; any that never goes back. */
  readonly clockMs: number;
  /** The machine-wide monotonic clock (`process.hrtime`), nanoseconds, a decimal string. Puts all threads on one axis. */
  readonly monotonicNs: string;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
}

export interface StartRecord {
  readonly pid: number;
  readonly parentPid: number;
  readonly thread: number;
  readonly threadKind: "main" | "worker";
  /** The entry file, absolute; empty where there is none. */
  readonly file: string;
  readonly command: string;
  readonly cwd: string;
  /** For example "node v24.21.0". */
  readonly runtime: string;
  readonly platform: string;
  readonly anchor: ClockAnchor;
  /** What this thread records: "exact" turns come from the runtime, "none" where they would cost too much. */
  readonly turns: "exact" | "none";
  /** Who started this worker or process; null or missing where nobody traced did. */
  readonly startedBy?: StarterRecord | null;
}

/** Names one Started event: the thread that has it, and its number there. */
export interface StarterRecord {
  readonly pid: number;
  readonly thread: number;
  readonly number: number;
}

export interface SitesRecord {
  readonly file: string;
  /** Number of the first site; the others follow. Numbers are unique within a thread and start at 1. */
  readonly firstSite: number;
  readonly sites: readonly SiteRecord[];
}

export interface EndRecord {
  readonly clockMs: number;
  readonly exitCode: number | null;
  readonly events: number;
  readonly bytes: number;
  /** What recording cost this thread, milliseconds, from a calibration in this very process. */
  readonly costMs: number;
  /** Why a thread ended that did not end by itself; left out where it did. */
  readonly ending?: Ending;
}

/**
 * "terminated": `worker.terminate()`, or its parent ended. "out of memory": the limit of a worker. "process ended": the
 * main thread ended the process. "replaced": by `process.execve`; if that failed, chunks follow after all.
 */
export const ENDINGS = ["terminated", "out of memory", "process ended", "replaced"] as const;
export type Ending = (typeof ENDINGS)[number];

export interface LossRecord {
  readonly file: string;
  readonly reason: string;
}

/** Name ids start at 1 and are unique within a thread. */
export interface NamesRecord {
  readonly firstName: number;
  readonly names: readonly string[];
}

export interface ExitRecord {
  readonly pid: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
}
