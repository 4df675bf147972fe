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
 * Call it once per thread, before the program's first line. Each worker of the program has a recorder of its own.
 */
import { isMainThread, threadId } from "node:worker_threads";
import { ChunkKind, type SiteRecord, type StartRecord } from "../format/spec.ts";
import { type DrainWorker, startDrainWorker } from "./drain-worker.ts";
import { Drainer, type DrainOptions, type PostedRecord } from "./drainer.ts";
import { compileProbes, measureProbesMs } from "./exercise.ts";
import { watchExit } from "./exit-watch.ts";
import { Groups } from "./groups.ts";
import { atomics, clockMs, node } from "./intrinsics.ts";
import { Objects } from "./objects.ts";
import { createProbes, type Probes } from "./probes.ts";
import { PromiseWatch } from "./promise-watch.ts";
import { Control, createRingMemory, RingWriter, Total } from "./ring.ts";
import { SiteTable } from "./site-table.ts";
import { openTrace } from "./trace-file.ts";
import { canSkipPromises, Turns } from "./turns.ts";

export interface RecorderOptions {
  /** The trace file: it exists, and is no symlink. */
  readonly trace: string;
  /** Absolute path of `drain.cjs`. */
  readonly drainScript: string;
  /** Upper bound of the recorder's memory for this thread's events, bytes. */
  readonly bufferBytes: number;
  /** For the Start record. */
  readonly file: string;
  readonly command: string;
  /** "exact" also where it is dear (Node 22); the default is what costs nothing. */
  readonly turns?: "exact" | "none";
}

export interface Recorder {
  readonly probes: Probes;
  /** Number that the first site of the next file will have. */
  readonly nextSite: number;
  /** Makes the sites of an instrumented file known and returns the first one's number. */
  addFile(file: string, sites: readonly SiteRecord[]): number;
  addLoss(file: string, reason: string): void;
  addCost(ms: number): void;
  /** Writes everything and the End record; nothing is recorded afterwards. May be called again. */
  end(exitCode: number | null): void;
}

export type RecorderStart =
  | { readonly ok: true; readonly recorder: Recorder }
  | { readonly ok: false; readonly reason: string };

/** Never throws. */
export function startRecorder(options: RecorderOptions): RecorderStart {
  try {
    const recorder = new ThreadRecorder(options, openTrace(options.trace));
    watchExit({ onExiting: () => recorder.flush(), onExit: (exitCode) => recorder.end(exitCode) });
    return { ok: true, recorder };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The ring may take half of the memory: the rest is for the worker's buffers. */
const RING_SHARE = 0.5;
/** How long the last drain waits for a drain worker that is writing just now. */
const LOCK_PATIENCE_MS = 1000;
/** Period of the drain where it must run on the program's own thread. */
const FALLBACK_PERIOD_MS = 20;

class ThreadRecorder implements Recorder {
  readonly probes: Probes;
  readonly #resetProbes: () => void;
  readonly #drainScript: string;
  readonly #drainOptions: DrainOptions;
  readonly #control: Int32Array;
  readonly #totals: Float64Array;
  readonly #ring: RingWriter;
  readonly #objects: Objects;
  readonly #watch: PromiseWatch;
  readonly #sites = new SiteTable();
  readonly #turns: Turns | null;
  /** What was handed over; entries that are in the file are null. */
  readonly #postings: (PostedRecord | null)[] = [];
  #worker: DrainWorker | null = null;
  #ownDrainer: Drainer | null = null;
  #names = 0;
  #isEnabled = false;
  #hasEnded = false;
  #otherCostMs = 0;

  constructor(options: RecorderOptions, fd: number) {
    const memory = createRingMemory(options.bufferBytes * RING_SHARE);
    this.#drainScript = options.drainScript;
    this.#drainOptions = { memory, fd, pid: process.pid, thread: isMainThread ? 0 : threadId };
    this.#control = new Int32Array(memory.control);
    this.#totals = new Float64Array(memory.control);
    this.#ring = new RingWriter(memory, () => this.#ownDrainer?.drain());

    const objects = new Objects(this.#ring);
    this.#objects = objects;
    this.#watch = new PromiseWatch((task, awaited) => objects.identify(task.id, awaited));
    const groups = new Groups(this.#ring, objects, this.#sites);
    const made = createProbes({ ring: this.#ring, objects, groups, watch: this.#watch, sites: this.#sites });
    this.probes = made.probes;
    this.#resetProbes = made.reset;

    const hasTurns = (options.turns ?? (canSkipPromises() ? "exact" : "none")) === "exact";
    const intern = (name: string) => this.#addName(name);
    this.#turns = hasTurns ? new Turns({ ring: this.#ring, intern, onTurn: made.reset }) : null;
    this.#post({ kind: ChunkKind.Start, record: startRecord(options, hasTurns) });
  }

  get nextSite(): number {
    return this.#sites.next;
  }

  addFile(file: string, sites: readonly SiteRecord[]): number {
    const firstSite = this.#sites.add(sites);
    this.#post({ kind: ChunkKind.Sites, record: { file, firstSite, sites } });
    if (!this.#isEnabled) this.#enable();
    return firstSite;
  }

  addLoss(file: string, reason: string): void {
    this.#post({ kind: ChunkKind.Loss, record: { file, reason } });
  }

  addCost(ms: number): void {
    this.#otherCostMs += ms;
  }

  /** Writes what is there, and goes on recording. */
  flush(): void {
    this.#patiently(() => this.#drainer().drain());
  }

  end(exitCode: number | null): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    atomics.store(this.#control, Control.closed, 1);
    const drainer = this.#drainer();
    if (!this.#patiently(() => drainer.drainForGood())) return;
    this.#ring.close();
    const clock = clockMs();
    const events = this.#totals[Total.events]!;
    const bytes = this.#totals[Total.bytes]!;
    const perEventMs = this.#isEnabled ? measureProbesMs(this.probes) : 0;
    drainer.end({ clockMs: clock, exitCode, events, bytes, costMs: events * perEventMs + this.#otherCostMs });
  }

  #enable(): void {
    this.#isEnabled = true;
    this.#watch.start();
    compileProbes(this.probes);
    this.#resetProbes();
    this.#ring.rewind();
    this.#objects.rewind();
    this.#worker = this.#unseen(() => startDrainWorker(this.#drainScript, this.#drainOptions, () => this.#drainHere()));
    if (this.#worker === null) this.#drainHere();
    else for (const posting of this.#postings) this.#worker.post(posting!);
    this.#turns?.start();
  }

  /** Without a worker the program's thread drains: from time to time, and whenever the ring is full. */
  #drainHere(): void {
    this.#worker = null;
    // A worker that died may have died while it was draining.
    atomics.store(this.#control, Control.lock, 0);
    const drainer = this.#drainer();
    this.#unseen(() => node.setInterval(() => drainer.drain(), FALLBACK_PERIOD_MS).unref());
  }

  #unseen<T>(make: () => T): T {
    return this.#turns === null ? make() : this.#turns.ignoring(make);
  }

  #drainer(): Drainer {
    this.#ownDrainer ??= new Drainer(this.#drainOptions, (index) => this.#postings[index] ?? null);
    return this.#ownDrainer;
  }

  /** Repeats `drain` until it gets the lock from a drain worker that is writing just now. */
  #patiently(drain: () => boolean): boolean {
    const deadline = clockMs() + LOCK_PATIENCE_MS;
    while (!drain()) {
      const left = deadline - clockMs();
      if (left <= 0) return false;
      atomics.wait(this.#control, Control.lock, 1, left);
    }
    return true;
  }

  #post(posting: PostedRecord): void {
    this.#forgetWritten();
    this.#postings[this.#postings.length] = posting;
    this.#worker?.post(posting);
    atomics.store(this.#control, Control.posted, this.#postings.length);
  }

  #forgetWritten(): void {
    const written = atomics.load(this.#control, Control.written);
    for (let index = written - 1; index >= 0 && this.#postings[index] !== null; index--) this.#postings[index] = null;
  }

  #addName(name: string): number {
    this.#names += 1;
    this.#post({ kind: ChunkKind.Names, record: { firstName: this.#names, names: [name] } });
    return this.#names;
  }
}

function startRecord(options: RecorderOptions, hasTurns: boolean): StartRecord {
  const before = clockMs();
  const monotonicNs = String(process.hrtime.bigint());
  const clock = (before + clockMs()) / 2;
  return {
    pid: process.pid,
    parentPid: process.ppid,
    thread: isMainThread ? 0 : threadId,
    threadKind: isMainThread ? "main" : "worker",
    file: options.file,
    command: options.command,
    cwd: process.cwd(),
    runtime: `node ${process.version}`,
    platform: process.platform,
    anchor: { clockMs: clock, monotonicNs, wallMs: Date.now() },
    turns: hasTurns ? "exact" : "none",
  };
}
