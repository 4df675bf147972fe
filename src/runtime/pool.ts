/**
 * The memory that all threads of a process record into: one block, made once, so that the recorder's share of a
 * program's memory is bounded from the start. Its owner is the thread that made it, which has slot 0 and the larger
 * ring; each worker thread claims a slot of its own and gives it back when it ends. Since the block is shared, the
 * drain worker drains every thread, and what a terminated worker recorded last is still there after it.
 *
 * Pages that nobody has written to take no memory: a program without workers pays for its own ring alone.
 */
import { atomics } from "./intrinsics.ts";
import { CONTROL_BYTES, Control, controlOf, RECORD_BYTES, type RingMemory, totalsOf } from "./ring-memory.ts";
import type { FileIdentity } from "./trace-file.ts";

/** Worker threads that may be recorded at once; those beyond have a small ring of their own, without a drain worker. */
const WORKER_SLOTS = 32;
/**
 * Of the bound on memory: the owner's ring, and those of all workers. The rest is for encoders and the drain worker, of which the
 * thread alone, with nothing to run, takes 6 MB. A ring of 2 MB holds 10 ms of 13 million events a second. With 1 MB bursts of 200,000
 * events met a full ring, and what the program then drained itself made a call and an await dearer by 45 ns; going on and on, calls are as
 * fast with either, and so is memory but for the megabyte.
 */
const OWNER_SHARE = 1 / 8;
const WORKERS_SHARE = 1 / 4;
const LEAST_RECORDS = 64;

/**
 * The drain worker as the threads know it. One that is asleep comes when a thread calls it, and seldom by itself; one that tidies up after
 * its start does so for some 35 ms.
 */
export const DrainState = { None: 0, Starting: 1, Up: 2, Impossible: 3, Asleep: 4, Tidying: 5 } as const;
export type DrainState = (typeof DrainState)[keyof typeof DrainState];

/** Words of the block's head; nobody changes `never`. */
const Head = {
  drain: 0,
  fd: 1,
  pid: 2,
  ownerRecords: 3,
  workerRecords: 4,
  slots: 5,
  never: 6,
  drainThread: 7,
} as const;
/** The file that the descriptor stands for, as 64-bit words of the head. */
const Identity = { device: 8, inode: 9 } as const;
const HEAD_BYTES = 128;

export class Pool {
  readonly memory: SharedArrayBuffer;
  readonly #head: Int32Array;
  readonly #identity: BigInt64Array;

  /** The pool in `memory`, as {@link createPool} made it, perhaps in another thread. */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#head = new Int32Array(memory, 0, HEAD_BYTES / 4);
    this.#identity = new BigInt64Array(memory, 0, HEAD_BYTES / 8);
  }

  get slots(): number {
    return this.#head[Head.slots]!;
  }

  get pid(): number {
    return this.#head[Head.pid]!;
  }

  /** The trace file's descriptor: threads of one process share it. */
  get fd(): number {
    return this.#head[Head.fd]!;
  }

  get file(): FileIdentity {
    return { device: this.#identity[Identity.device]!, inode: this.#identity[Identity.inode]! };
  }

  get drain(): DrainState {
    return atomics.load(this.#head, Head.drain) as DrainState;
  }

  set drain(state: DrainState) {
    atomics.store(this.#head, Head.drain, state);
  }

  /** The drain worker's number among the threads of the process; 0 where the program is shown that too. */
  get drainThread(): number {
    return atomics.load(this.#head, Head.drainThread);
  }

  set drainThread(threadId: number) {
    atomics.store(this.#head, Head.drainThread, threadId);
  }

  /** Whether the drain worker comes every few milliseconds; one that is asleep does so from now on. */
  callDrain(): boolean {
    const { Up, Asleep, Tidying } = DrainState;
    if (this.drain === Asleep && this.#change(Asleep, Up)) atomics.notify(this.#head, Head.drain);
    const { drain } = this;
    return drain === Up || drain === Tidying;
  }

  get isDrainTidying(): boolean {
    return this.drain === DrainState.Tidying;
  }

  /** Of the drain worker: from now on threads must call it. */
  fallAsleep(): void {
    this.#change(DrainState.Up, DrainState.Asleep);
  }

  /** Of the drain worker: blocks it until it is called, returns false if that takes longer than `ms` milliseconds. */
  sleep(ms: number): boolean {
    return atomics.wait(this.#head, Head.drain, DrainState.Asleep, ms) !== "timed-out";
  }

  /** Of the drain worker: blocks it for `ms` milliseconds. */
  rest(ms: number): void {
    atomics.wait(this.#head, Head.never, 0, ms);
  }

  #change(from: DrainState, to: DrainState): boolean {
    return atomics.compareExchange(this.#head, Head.drain, from, to) === from;
  }

  ring(slot: number): RingMemory {
    const ownerRecords = this.#head[Head.ownerRecords]!;
    const workerRecords = this.#head[Head.workerRecords]!;
    const before = slot === 0 ? 0 : ownerRecords + (slot - 1) * workerRecords;
    return {
      buffer: this.memory,
      controlAt: HEAD_BYTES + slot * CONTROL_BYTES,
      recordsAt: HEAD_BYTES + this.slots * CONTROL_BYTES + before * RECORD_BYTES,
      capacity: slot === 0 ? ownerRecords : workerRecords,
    };
  }

  /** A worker's slot, held until its recorder lets go; -1 where all are taken. `parent` is the thread that made it. */
  claim(thread: number, parent: number): number {
    for (let slot = 1; slot < this.slots; slot++) {
      const control = controlOf(this.ring(slot));
      if (atomics.compareExchange(control, Control.inUse, 0, 1) !== 0) continue;
      prepare(this.ring(slot), thread, parent);
      return slot;
    }
    return -1;
  }

  /** Gives back a slot whose thread has ended and whose lock the caller holds. */
  release(slot: number): void {
    const control = controlOf(this.ring(slot));
    atomics.store(control, Control.held, 1);
    atomics.store(control, Control.lock, 0);
    atomics.store(control, Control.inUse, 0);
  }
}

/** What a thread spends that finds no slot free, of the bound on memory. */
export const LONER_SHARE = 1 / WORKER_SLOTS;

export interface PoolOptions {
  /** Bounds what recording takes. */
  readonly bufferBytes: number;
  readonly fd: number;
  readonly file: FileIdentity;
  readonly pid: number;
  /** No slots but the owner's. */
  readonly isLoner: boolean;
}

export function createPool({ bufferBytes, fd, file, pid, isLoner }: PoolOptions): Pool {
  const workers = isLoner ? 0 : WORKER_SLOTS;
  const ownerRecords = recordsIn(bufferBytes * OWNER_SHARE);
  const workerRecords = recordsIn((bufferBytes * WORKERS_SHARE) / WORKER_SLOTS);
  const slots = 1 + workers;
  const records = ownerRecords + workers * workerRecords;
  const memory = new SharedArrayBuffer(HEAD_BYTES + slots * CONTROL_BYTES + records * RECORD_BYTES);
  const head = new Int32Array(memory);
  head[Head.fd] = fd;
  head[Head.pid] = pid;
  head[Head.ownerRecords] = ownerRecords;
  head[Head.workerRecords] = workerRecords;
  head[Head.slots] = slots;
  const identity = new BigInt64Array(memory, 0, HEAD_BYTES / 8);
  identity[Identity.device] = file.device;
  identity[Identity.inode] = file.inode;
  return new Pool(memory);
}

/** Makes slot 0 its owner's. */
export function claimOwn(pool: Pool, thread: number): void {
  atomics.store(controlOf(pool.ring(0)), Control.inUse, 1);
  prepare(pool.ring(0), thread, -1);
}

function prepare(ring: RingMemory, thread: number, parent: number): void {
  const control = controlOf(ring);
  for (const word of Object.values(Control)) if (word !== Control.inUse) atomics.store(control, word, 0);
  atomics.store(control, Control.held, 1);
  atomics.store(control, Control.thread, thread);
  atomics.store(control, Control.parent, parent);
  totalsOf(ring).fill(0, FIRST_TOTAL);
}

/** Doubles of a control block before this one are its words. */
const FIRST_TOTAL = 20;

/** The largest power of two of records within `bytes`. */
function recordsIn(bytes: number): number {
  return Math.max(LEAST_RECORDS, 2 ** Math.floor(Math.log2(bytes / RECORD_BYTES)));
}
