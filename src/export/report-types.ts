/**
 * The report contract, version 1: what `awaitscope report FILE --json` prints. Fields are only ever added.
 * Lines and columns are 1-based, columns count UTF-16 units, and point at the `await` (or `function` or name) token.
 * Times are milliseconds from the trace's start. `file` is relative to the trace's working directory when inside it.
 */
export interface Report {
  readonly version: 1;
  readonly durationMs: number;
  /** Every process wrote its end. */
  readonly complete: boolean;
  readonly processes: readonly ReportProcess[];
  /** Every place that waited, the longest total first. */
  readonly sites: readonly ReportSite[];
  /** Every async function that was called, the longest running first. */
  readonly functions: readonly ReportFunction[];
  /** Every place that made futures, most unused first. */
  readonly futureSites: readonly ReportFutureSite[];
  /** Only when asked for. */
  readonly tasks?: readonly ReportTask[];
  /** With the tasks. */
  readonly futures?: readonly ReportFuture[];
  /** With the tasks: messages between threads and, by IPC, between processes. */
  readonly messages?: readonly ReportMessage[];
  readonly findings: readonly ReportFinding[];
  readonly losses: ReportLosses;
  readonly recorder: ReportRecorder;
}

export interface ReportProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
  /** For example "node v24.21.0"; empty when the process's start is missing. */
  readonly runtime: string;
  /** Null: ended by a signal, or not known. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Null where nobody who was traced started it. */
  readonly startedBy: ReportStarter | null;
  readonly threads: readonly ReportThread[];
}

/** "replaced": the program became another one (`process.execve`). */
export type ReportEnding = "terminated" | "out of memory" | "process ended" | "replaced";

export interface ReportThread {
  readonly id: number;
  readonly kind: "main" | "worker";
  readonly file: string;
  /** By its own word, or that of the thread that saw it end; null: not known, or no code. */
  readonly exitCode: number | null;
  /** What ended a thread that did not end by itself; null where it did, or nobody could say. */
  readonly ending: ReportEnding | null;
  /**
   * The innermost async function that ran when the thread's events stop, and since when: where it hangs or was killed.
   * Null where none ran, and for a thread that told its end.
   */
  readonly running: {
    readonly function: string;
    readonly file: string;
    readonly line: number;
    readonly sinceMs: number;
  } | null;
  /**
   * The callback of the event loop that ran then, and the function that had it scheduled: where a thread hangs in code that no
   * traced function called. Null where none ran, and where turns are not told (Node 22).
   */
  readonly runningCallback: {
    /** What was called: that of a "timer", an "HTTP request"… */
    readonly turn: string;
    /** Null for none, or not known. */
    readonly scheduledBy: string | null;
    readonly sinceMs: number;
  } | null;
  /**
   * Whether no callback of the event loop is known to have run by then: the thread was at the top level of its file, in ticks or microtasks
   * behind it, or waited for its first callback. False for a thread that told its end, where turns are not told (Node 22),
   * and where its file is not traced.
   */
  readonly isInFirstRun: boolean;
  readonly loop: ReportLoop;
  /** Of a worker; null for a main thread, of which the process says it. */
  readonly startedBy: ReportStarter | null;
  readonly messages: {
    readonly sent: number;
    readonly received: number;
  };
}

/** A moment in a thread, and the task that ran then. */
export interface ReportMoment {
  /** Its process's id. */
  readonly process: number;
  readonly thread: number;
  /** Id of the task; null for none. */
  readonly task: number | null;
  readonly atMs: number;
}

export interface ReportStarter extends ReportMoment {
  /** Function of the task and its place; empty, empty and 0 where no task ran. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** A side is null where nobody told of it: it is on its way, was lost, or that end is not traced. */
export interface ReportMessage {
  readonly id: number;
  readonly ipc: boolean;
  readonly sent: ReportMoment | null;
  /** Its task is one that asked for the message (`receiveMessageOnPort`). */
  readonly received: ReportMoment | null;
}

export interface ReportLoop {
  /** Null: this runtime does not tell turns at a bearable cost; the times are then of tasks that ran on end. */
  readonly turns: number | null;
  readonly busyMs: number;
  readonly maxTurnMs: number;
  /**
   * `busyMs` as a part of the thread's life, 0 to 1. Null where turns are not told or events were lost. Unlike Node's
   * `eventLoopUtilization()` it counts from the thread's start, the first run of tasks included, and leaves out what runs
   * in no turn: Node's own work between turns, and ticks and microtasks of code that is not traced.
   */
  readonly utilization: number | null;
  /** The most that a timer was late, beyond what it was set to; null where no timer tells. */
  readonly maxLagMs: number | null;
  /** Turns of 50 ms and more. */
  readonly blockedCount: number;
  /** The longest five of them, the longest first. */
  readonly blocked: readonly ReportBlocked[];
}

export interface ReportBlocked {
  readonly startMs: number;
  readonly durationMs: number;
  /** What the turn came from, such as "timer"; null for tasks that ran on end where no turn was told. */
  readonly turn: string | null;
  /** Traced async functions that ran in it, without those they called, the longest five; the rest of the time others ran. */
  readonly functions: readonly {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly ms: number;
  }[];
}

export type ReportSiteKind =
  | "await"
  | "for await"
  | "yield"
  | "yield*"
  | "await using"
  | "return"
  | "combinator"
  | "function"
  | "module"
  | "promise";

export interface ReportSite {
  readonly kind: ReportSiteKind;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Name of the enclosing function; empty where it has none. */
  readonly function: string;
  readonly text: string;
  /** Executions, the pending ones included. */
  readonly count: number;
  readonly pending: number;
  readonly rejected: number;
  /** Times are of the waits that ended; null where none did. `totalMs` includes pending ones up to the trace's end. */
  readonly totalMs: number;
  readonly minMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
  /** The part of `totalMs` in which this thread's loop ran something else. */
  readonly loopBusyMs: number;
  /** What it waited on, the most frequent first, at most five. */
  readonly on: readonly ReportSiteOn[];
}

export type ReportOnKind =
  | "task"
  | "future"
  | "group"
  | "timer"
  | "socket"
  | "file"
  | "dns"
  | "child"
  | "worker"
  | "stream"
  | "queue"
  | "value"
  | "unknown";

export interface ReportSiteOn {
  readonly kind: ReportOnKind;
  readonly label: string;
  readonly count: number;
}

export interface ReportFunction {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly calls: number;
  readonly fulfilled: number;
  readonly rejected: number;
  readonly pending: number;
  readonly runningMs: number;
  readonly waitingMs: number;
  /** From call to end, of the calls that ended; null where none did. */
  readonly p50Ms: number | null;
  readonly maxMs: number | null;
}

export type ReportOutcome = "fulfilled" | "rejected" | "pending" | "unknown";

export interface ReportTask {
  readonly id: number;
  /** Its process's id. */
  readonly process: number;
  /** 0 for the main thread. */
  readonly thread: number;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Id of the task that called it; null for a root. */
  readonly parent: number | null;
  /** Of a root: what called it and who had that scheduled; null for all others and where that is not known. */
  readonly scheduledBy: ReportScheduled | null;
  /** Id of the message whose listener called it; null for none, and where turns are not told. */
  readonly message: number | null;
  readonly startMs: number;
  /** Null while it has not ended. */
  readonly endMs: number | null;
  readonly outcome: ReportOutcome;
  readonly runningMs: number;
  readonly waitingMs: number;
  readonly awaits: readonly ReportAwait[];
}

export interface ReportAwait {
  readonly line: number;
  readonly column: number;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly outcome: ReportOutcome;
  readonly on: {
    readonly kind: ReportOnKind;
    /** Id of the task it waited on, where there is one. */
    readonly task: number | null;
    readonly label: string;
    /** The function of the platform whose promise it is, such as "events.once"; null where the source does not prove one. */
    readonly calls: string | null;
    /** Ids of a group's members that are tasks. */
    readonly members: readonly number[];
    /** Id of the future it waited on, in {@link Report.futures}. */
    readonly future: number | null;
    /** What the timer that ended the wait was set to, and took; null where something else did. */
    readonly timer: ReportTimer | null;
    /** Id of the message that ended the wait; null where none did, or one of several. */
    readonly message: number | null;
  };
}

export interface ReportTimer {
  readonly askedMs: number;
  /** Null where it is not known when it was set. */
  readonly gotMs: number | null;
}

export interface ReportScheduled {
  readonly kind: ReportOnKind;
  /** "timer", "HTTP request", "process.nextTick". */
  readonly label: string;
  /** Id of the task that had it scheduled; null for none. */
  readonly task: number | null;
  /** When that was; null where it is not known. */
  readonly atMs: number | null;
  /** What the turn in which that was came from; null in the program's first run, and where it is not known. */
  readonly turn: string | null;
  readonly timer: ReportTimer | null;
}

/** A place that made promises which no task stands behind. */
export interface ReportFutureSite {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string;
  readonly text: string;
  readonly count: number;
  readonly fulfilled: number;
  readonly rejected: number;
  /** Somebody still waits for them. */
  readonly pending: number;
  /** Nobody waited for them, so nobody saw whether they settled; or events were lost. */
  readonly unknown: number;
  /** No traced code awaited them, called `.then` on them, or put them into a group. */
  readonly unused: number;
  /** How often traced code awaited them. */
  readonly awaits: number;
}

/** A promise that no task stands behind. */
export interface ReportFuture {
  readonly id: number;
  readonly process: number;
  readonly thread: number;
  /** Where it was made: empty, 0 and 0 where code made it that is not traced; it then starts when it was first seen. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  /** Id of the task that made it. */
  readonly madeBy: number | null;
  /** What it is derived from (`.then`): ids of a task or a future. */
  readonly from: { readonly task: number | null; readonly future: number | null };
  readonly startMs: number;
  /** When it had settled at the latest; in the same turn, or exactly where `settled` says so. */
  readonly endMs: number | null;
  readonly outcome: ReportOutcome;
  readonly settled: "exact" | "turn" | "unknown";
  /** What the turn in which it settled came from. */
  readonly settledIn: string | null;
  /** How often traced code awaited it, and how often it put it into a group or called `.then`. */
  readonly awaits: number;
  readonly otherUses: number;
  /** Ids of the tasks that awaited it, in the order in which they began to, each once; and how many waits have not ended. */
  readonly awaitedBy: readonly number[];
  readonly stillWaiting: number;
}

export interface ReportFinding {
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What could have been saved; 0 where that is not what the finding is about. */
  readonly savingMs: number;
}

export interface ReportLosses {
  readonly droppedEvents: number;
  readonly damagedChunks: number;
  /** Written by a process and not in the file. */
  readonly missingChunks: number;
  readonly uninstrumented: readonly { readonly file: string; readonly reason: string }[];
}

export interface ReportRecorder {
  readonly events: number;
  readonly bytes: number;
  /** Measured by each thread about itself; threads that were killed did not tell. */
  readonly costMs: number;
  /** Of the time that those threads lived. */
  readonly costPercent: number;
}
