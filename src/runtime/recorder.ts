/**
 * The recorder of one thread. For the preload, which is its only user:
 *
 *     const start = startRecorder({ trace, drainScript, bufferBytes, file, command });
 *     if (!start.ok) …start.reason is a sentence for the user; nothing is recorded and nothing must be instrumented
 *     const { recorder } = start;
 *     define $aw as recorder.probes                 // frozen, callable from the first moment
 *     …instrument with firstSite = recorder.nextSite, at once followed by
 *     recorder.addFile(file, sites)                  // before the file runs; switches recording on at the first file
 *     recorder.addLoss(file, reason)                 // for a file that runs as it is
 *     recorder.addCost(ms)                           // what instrumenting and the like took, for the costs in the End record
 *
 * Until the first file nothing runs but one accessor: no hook, no worker, no timer. The end of the thread is noticed
 * by the recorder itself ({@link watchExit}); `end()` is there for tests and for a preload that knows better.
 * Call it once per thread, before the program's first line. Each worker of the program has a recorder of its own, in
 * the process's common memory ({@link Pool}).
 */
import { isMainThread } from "node:worker_threads";
import type { EventEncoder } from "../format/encode.ts";
import {
  ChunkKind,
  type Ending,
  type EndRecord,
  EventKind,
  SiteKind,
  type SiteRecord,
  type StartedKind,
  type StarterRecord,
} from "../format/spec.ts";
import { createCauses } from "./causes.ts";
import { clockMs, clockZeroMs, readClock } from "./clock.ts";
import { DrainCare } from "./drain-care.ts";
import { startDrainWorker } from "./drain-worker.ts";
import { Drainer, type ThreadRecord, Written } from "./drainer.ts";
import { compileProbes, measureCost } from "./exercise.ts";
import { type ExitWatch, watchExit } from "./exit-watch.ts";
import { guard } from "./faults.ts";
import { Groups } from "./groups.ts";
import { createHookDetours, type HookUsers } from "./hook-detours.ts";
import { atomics, node } from "./intrinsics.ts";
import { Objects } from "./objects.ts";
import { OtherThreads } from "./other-threads.ts";
import { patiently } from "./patience.ts";
import { DrainState } from "./pool.ts";
import { createProbes } from "./probes.ts";
import { PromiseWatch } from "./promise-watch.ts";
import { createRingWriter, type RingWriter } from "./ring.ts";
import { Control, controlOf, Owner, Total, totalsOf } from "./ring-memory.ts";
import { createChunkEncoder } from "./ring-reader.ts";
import { joinPool, type Seat } from "./seat.ts";
import { SiteTable } from "./site-table.ts";
import { type Started, startRecord } from "./start-record.ts";
import type { Probes } from "./task.ts";
import type { ThreadIds } from "./thread-ids.ts";
import { TraceFile } from "./trace-file.ts";
import { canSkipPromises, createTurns, type Turns } from "./turns.ts";

/** {@link Started} is for the Start record. */
export interface RecorderOptions extends Omit<Started, "thread"> {
  /** The trace file: it exists, and is no symlink. */
  readonly trace: string;
  /** Absolute path of `drain.cjs`. */
  readonly drainScript: string;
  /** Upper bound of the recorder's memory in this process, bytes. */
  readonly bufferBytes: number;
  /** "exact" also where it is dear (Node 22); the default is what costs nothing. */
  readonly turns?: "exact" | "none";
  /** Number of the first site, 1 without. */
  readonly firstSite?: number;
}

export interface Recorder {
  readonly probes: Probes;
  /** Hooks of `async_hooks` are on for the recorder, or will be. */
  readonly hasHook: boolean;
  /** To be counted by whoever sees them. */
  readonly hookUsers: HookUsers;
  readonly threadIds: ThreadIds;
  /** Number that the first site of the next file will have. */
  readonly nextSite: number;
  /** Makes the sites of an instrumented file known and returns the first one's number. */
  addFile(file: string, sites: readonly SiteRecord[]): number;
  addLoss(file: string, reason: string): void;
  addCost(ms: number): void;
  /** The running code is about to start a worker or a process, whose Start record is to name what this returns. */
  started(kind: StartedKind): StarterRecord;
  /** A message went into a channel or came out of one at `ms`; the rest as in FORMAT.md. */
  message(flags: number, channel: number, number: number, ms: number): void;
  /** A file with async code, or a worker of the program, comes next: what takes a while to start may start now. */
  expectEvents(): void;
  /** A worker thread that this thread made has ended, with this exit code. */
  endWorker(thread: number, exitCode: number, ending: WorkerEnding): void;
  /** Writes everything that is recorded so far, and goes on recording: the process may end in a moment. */
  flush(): void;
  /** Writes everything and the End record, since `process.execve` is about to replace the program; goes on if it fails. */
  endForSuccessor(): void;
  /** Writes everything and the End record; nothing is recorded afterwards. May be called again. */
  end(exitCode: number | null): void;
}

export type RecorderStart =
  | { readonly ok: true; readonly recorder: Recorder; readonly onFatal: ExitWatch["onFatal"] }
  | { readonly ok: false; readonly reason: string };

/** How a worker came to an end that did not end by itself. */
export type WorkerEnding = Extract<Ending, "terminated" | "out of memory">;

/** Never throws. */
export function startRecorder(options: RecorderOptions): RecorderStart {
  try {
    const recorder = new ThreadRecorder(options, joinPool(options.trace, options.bufferBytes));
    const watch = watchExit({
      onExiting: () => guard(() => recorder.flush(), undefined),
      onExit: (exitCode) => guard(() => recorder.end(exitCode), undefined),
    });
    return { ok: true, recorder, onFatal: watch.onFatal };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** How long a record, or the last drain, waits for a drain worker that is writing just now. */
const LOCK_PATIENCE_MS = 1000;
/** How long a full ring waits for the same: a pause that a program in overload does not notice, and loses nothing by. */
const FULL_PATIENCE_MS = 20;
/** Between two attempts of that wait to drain by itself, as who drains may stop before it makes room. */
const RETRY_MS = 1;
/** Links told of before recording began that are kept for it. */
const EARLY_LINKS = 1000;
/** Period of the drain where it must run on the program's own thread. */
const FALLBACK_PERIOD_MS = 20;

class ThreadRecorder implements Recorder {
  readonly probes: Probes;
  readonly hookUsers: HookUsers = { count: 0, around: 0, own: null };
  readonly threadIds: ThreadIds;
  readonly #resetProbes: () => void;
  readonly #savedReadings: () => number;
  readonly #drainScript: string;
  readonly #seat: Seat;
  readonly #control: Int32Array;
  readonly #totals: Float64Array;
  readonly #drainer: Drainer;
  readonly #others: OtherThreads;
  readonly #file: TraceFile;
  readonly #ring: RingWriter;
  readonly #objects: Objects;
  readonly #watch: PromiseWatch;
  readonly #sites: SiteTable;
  readonly #turns: Turns | null;
  /** JSON records that the file did not take yet. */
  #unwritten: ThreadRecord[] = [];
  #hasTimer = false;
  /** One for all drainers of this thread: they run one at a time. */
  #encoder: EventEncoder | null = null;
  readonly #makeEncoder = () => (this.#encoder ??= createChunkEncoder());
  /** Links told of before recording began. */
  readonly #early: { ms: number; tag: number; id: number; other: number }[] = [];
  #started = 0;
  #names = 0;
  #isEnabled = false;
  #hasEnded = false;
  #otherCostMs = 0;

  constructor(options: RecorderOptions, seat: Seat) {
    const { pool } = seat;
    const memory = pool.ring(seat.slot);
    this.#seat = seat;
    this.threadIds = seat.threadIds;
    this.#drainScript = options.drainScript;
    this.#control = controlOf(memory);
    this.#totals = totalsOf(memory);
    this.#file = new TraceFile(pool.fd, pool.file);
    this.#drainer = this.#drainerOf(seat.slot, Owner.Thread);
    this.#others = new OtherThreads(pool, (slot) => this.#drainerOf(slot, Owner.Parent));
    this.#ring = createRingWriter(memory, this.#careForDrain());

    const objects = new Objects(this.#ring);
    this.#objects = objects;
    this.#sites = new SiteTable(options.firstSite);
    this.#watch = new PromiseWatch((task, awaited) => objects.identify(task.id, awaited));
    const groups = new Groups(this.#ring, objects, this.#sites);
    // After the end the lock is kept for good, and a name that is written then would wait for it.
    const onRoot = () => this.#hasEnded || this.#turns?.onRoot();
    const made = createProbes({ ring: this.#ring, objects, groups, watch: this.#watch, sites: this.#sites, onRoot });
    this.probes = made.probes;
    this.#resetProbes = made.reset;
    this.#savedReadings = made.savedReadings;

    const hasTurns = (options.turns ?? (canSkipPromises() ? "exact" : "none")) === "exact";
    const intern = (name: string) => this.#addName(name);
    const causes = createCauses(made.running);
    this.#turns = hasTurns
      ? createTurns({
          ring: this.#ring,
          intern,
          onTurn: made.reset,
          causes,
          detours: createHookDetours(this.hookUsers),
          users: this.hookUsers,
        })
      : null;
    const start = startRecord({ ...options, thread: seat.thread }, hasTurns);
    this.#totals[Total.clockZeroMs] = clockZeroMs;
    // At once: also a program that is killed before its first async file has been seen.
    this.#write({ kind: ChunkKind.Start, record: start });
  }

  get hasHook(): boolean {
    return this.#turns !== null;
  }

  get nextSite(): number {
    return this.#sites.next;
  }

  addFile(file: string, sites: readonly SiteRecord[]): number {
    const firstSite = this.#sites.add(sites);
    if (sites.some(isReaction)) this.#watch.trackParents();
    this.#write({ kind: ChunkKind.Sites, record: { file, firstSite, sites } });
    if (!this.#isEnabled) this.#enable();
    return firstSite;
  }

  addLoss(file: string, reason: string): void {
    this.#write({ kind: ChunkKind.Loss, record: { file, reason } });
  }

  addCost(ms: number): void {
    this.#otherCostMs += ms;
  }

  started(kind: StartedKind): StarterRecord {
    this.#started += 1;
    this.#link(clockMs(), EventKind.Started | (kind << 4), this.#started, 0);
    return { pid: this.#seat.pool.pid, thread: this.#seat.thread, number: this.#started };
  }

  message(flags: number, channel: number, number: number, ms: number): void {
    this.#link(ms, EventKind.Message | (flags << 4), channel, number);
  }

  expectEvents(): void {
    const { pool, isOwner } = this.#seat;
    if (!isOwner || pool.drain !== DrainState.None || this.#hasEnded) return;
    pool.drain = DrainState.Starting;
    const handle = this.#unseen(() =>
      startDrainWorker(this.#drainScript, pool.memory, () => guard(() => this.#drainWithout(), undefined)),
    );
    if (handle === null) {
      this.#drainWithout();
      return;
    }
    // All threads or none: the main thread keeps account of the others by the numbers that it and they make known.
    if (isMainThread && guard(() => this.threadIds.showInHandles(handle), false)) pool.drainThread = handle.threadId;
  }

  flush(): void {
    this.#writeRecords();
    patiently(this.#control, Control.lock, LOCK_PATIENCE_MS, () => this.#drainer.drain());
  }

  endForSuccessor(): void {
    if (this.#hasEnded) return;
    this.flush();
    const record = this.#endRecord(null, clockMs());
    this.#write({ kind: ChunkKind.End, record: { ...record, ending: "replaced" } });
  }

  endWorker(thread: number, exitCode: number, ending: WorkerEnding): void {
    this.#others.end(thread, { exitCode, ending });
  }

  end(exitCode: number | null): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#seat.isOwner) this.#others.endAll();
    this.#writeRecords();
    this.#putEarly();
    if (!patiently(this.#control, Control.lock, LOCK_PATIENCE_MS, () => this.#drainer.drainForGood())) return;
    this.#ring.close();
    this.#drainer.end(this.#endRecord(exitCode, clockMs()));
  }

  /** A thread without a traced file starts others and hears from them, too; what it keeps of that is bounded. */
  #link(ms: number, tag: number, id: number, other: number): void {
    if (this.#hasEnded) return;
    try {
      if (this.#isEnabled) this.#putEarlier(ms, tag, id, other);
      else if (this.#early.length < EARLY_LINKS) this.#early[this.#early.length] = { ms, tag, id, other };
    } catch {
      this.#ring.dropped += 1;
    }
  }

  #putEarlier(ms: number, tag: number, id: number, other: number): void {
    readClock();
    this.#ring.attend();
    this.#ring.putAt(ms, tag, id, other);
  }

  #putEarly(): void {
    if (this.#early.length === 0) return;
    if (this.#unwritten.length === 0) atomics.store(this.#control, Control.held, 0);
    for (const { ms, tag, id, other } of this.#early) this.#ring.putAt(ms, tag, id, other);
    this.#early.length = 0;
  }

  #endRecord(exitCode: number | null, clockMs: number): EndRecord {
    const events = this.#totals[Total.events]!;
    const bytes = this.#totals[Total.bytes]!;
    return { clockMs, exitCode, events, bytes, costMs: this.#probesCostMs(events) + this.#otherCostMs };
  }

  #probesCostMs(events: number): number {
    if (!this.#isEnabled || !this.#hasEnded) return 0;
    const saved = this.#savedReadings();
    const cost = measureCost(this.probes, this.#watch, events);
    return Math.max(0, events * cost.eventMs - saved * cost.clockMs);
  }

  #enable(): void {
    this.#isEnabled = true;
    this.#watch.start();
    compileProbes(this.probes);
    this.#resetProbes();
    this.#ring.rewind();
    this.#objects.rewind();
    this.#putEarly();
    this.expectEvents();
    if (this.#unwritten.length === 0) atomics.store(this.#control, Control.held, 0);
    if (this.#seat.pool.drain === DrainState.Impossible) this.#drainHere();
    this.#turns?.start();
  }

  /**
   * Where no drain worker can be, the program's thread drains from time to time. Only there: when a timer of ours and one
   * of the program's are due at once, what follows the program's runs in Node's tick loop, which shows in its stacks.
   */
  #drainHere(): void {
    if (this.#hasTimer) return;
    this.#hasTimer = true;
    const drain = () => guard(() => this.#drainAll(), undefined);
    this.#unseen(() => node.setInterval(drain, FALLBACK_PERIOD_MS).unref());
  }

  #drainAll(): void {
    this.#writeRecords();
    this.#drainer.drain();
    if (this.#seat.isOwner) this.#others.drain();
  }

  /** There is no drain worker, or no more. */
  #drainWithout(): void {
    const { pool } = this.#seat;
    pool.drain = DrainState.Impossible;
    this.#drainer.takeFrom(Owner.Drain);
    this.#others.takeFromDrain();
    if (this.#isEnabled) this.#drainHere();
  }

  #careForDrain(): DrainCare {
    return new DrainCare({
      isRecording: () => this.#isEnabled && !this.#hasEnded,
      isWorkerUp: () => this.#seat.pool.callDrain(),
      isWorkerTidying: () => this.#seat.pool.isDrainTidying,
      writeRecords: () => this.#writeRecords(),
      drain: () => this.#drainChunk(),
      makeRoom: (isEnough) => this.#makeRoom(isEnough),
    });
  }

  #drainChunk(): boolean {
    return this.#drainer.drain(undefined, 1);
  }

  /** Drains chunks, or waits while another thread does: not until it has given the lock back, which may be many chunks later. */
  #makeRoom(isEnough: () => boolean): boolean {
    const deadline = clockMs() + FULL_PATIENCE_MS;
    for (;;) {
      const tail = atomics.load(this.#control, Control.tail);
      const hasLock = this.#drainChunk();
      if (isEnough()) return true;
      const left = deadline - clockMs();
      // With the lock, and nothing drained: nothing may be.
      if (left <= 0 || (hasLock && atomics.load(this.#control, Control.tail) === tail)) return false;
      if (!hasLock) atomics.wait(this.#control, Control.tail, tail, Math.min(left, RETRY_MS));
    }
  }

  #unseen<T>(make: () => T): T {
    return this.#turns === null ? make() : this.#turns.ignoring(make);
  }

  #drainerOf(slot: number, owner: Owner): Drainer {
    const { pool } = this.#seat;
    return new Drainer({ memory: pool.ring(slot), file: this.#file, encoder: this.#makeEncoder, pid: pool.pid, owner });
  }

  #write(record: ThreadRecord): void {
    if (this.#hasEnded) return;
    this.#unwritten[this.#unwritten.length] = record;
    this.#writeRecords();
  }

  /** In their order, and before any more events; what the file does not take now is tried again. */
  #writeRecords(): void {
    if (this.#unwritten.length === 0) return;
    const records = this.#unwritten;
    let done = 0;
    while (done < records.length && this.#isWritten(records[done]!)) done++;
    this.#unwritten = [];
    for (let at = done; at < records.length; at++) this.#unwritten[at - done] = records[at]!;
    const isHeld = !this.#isEnabled || done < records.length;
    atomics.store(this.#control, Control.held, isHeld ? 1 : 0);
  }

  #isWritten(record: ThreadRecord): boolean {
    let written: Written = Written.Busy;
    const attempt = () => {
      written = this.#drainer.write(record);
      return written !== Written.Busy;
    };
    return patiently(this.#control, Control.lock, LOCK_PATIENCE_MS, attempt) && (written as Written) === Written.Done;
  }

  #addName(name: string): number {
    this.#names += 1;
    this.#write({ kind: ChunkKind.Names, record: { firstName: this.#names, names: [name] } });
    return this.#names;
  }
}

const REACTION = /\.\s*(?:then|catch|finally)\s*\(/;

function isReaction({ kind, text }: SiteRecord): boolean {
  // The text of a long expression is cut.
  return kind === SiteKind.Promise && (REACTION.test(text) || text.length >= 100);
}
