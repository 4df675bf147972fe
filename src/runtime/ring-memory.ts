/**
 * The memory of a ring, as its two ends share it: a control block and records of 16 bytes. What a record holds and how the
 * writer puts it there is told in ring.ts.
 */

export const RECORD_BYTES = 16;
export const RECORD_WORDS = RECORD_BYTES / 4;
export const MEMBERS_PER_RECORD = RECORD_WORDS;

/**
 * What a ring uses of its memory until it is full for the first time: 256 KB, 10 ms of 1.6 million events a second. Most
 * programs never come to touch the rest.
 */
export const FIRST_RECORDS = 16_384;

/** Kind and flags of the records that are no events. */
export const Note = {
  /** The third word is the high half of the times that follow, counted from the thread's zero. */
  Epoch: 1 << 4,
  /** The third word is how many events were lost before the next record, cumulative. */
  Lost: 2 << 4,
} as const;

/** Flags of a Cause beside CauseOf; its first word is no time but an age: ticks, whole milliseconds, or none. */
export const Age = { InMs: 2, Unknown: 4 } as const;

/** `other` of a Suspend: what is awaited is no plain value, and is not known either. */
export const ON_UNKNOWN = 0xffffffff;

/** Words of the control block. Writer and reader words are on cache lines of their own. */
export const Control = {
  /** Records written so far, modulo 2^32. */
  head: 0,
  /** Events lost in all, once the writer has closed. */
  dropped: 1,
  /** A {@link Growth}, and the position of the first record that was written after it. */
  growth: 2,
  seam: 3,
  /** Records read so far, modulo 2^32. */
  tail: 16,
  /** Chunks written so far. */
  sequence: 18,
  /** Events lost before the last record read. */
  lost: 19,
  /** Events read, and lost because the file did not take them. */
  unwritten: 20,
  /** Who drains, an {@link Owner}; 0 while nobody does. */
  lock: 32,
  /** 1 once someone has drained the ring for good. */
  closed: 33,
  /** 1 while the ring belongs to a thread. */
  inUse: 34,
  /** The thread it belongs to, and the one that made that thread. */
  thread: 35,
  parent: 36,
  /** 1 while nobody may drain events: the thread has not begun, or could not write what they refer to. */
  held: 37,
  /** While a chunk is being written: the values of `sequence` and `tail` after it; else 0. */
  intent: 38,
  intentTail: 39,
} as const;

/** Whether a ring has grown, and whether its reader has come past the seam. */
export const Growth = { None: 0, Ahead: 1, Behind: 2 } as const;

/** Who may hold {@link Control.lock}. */
export const Owner = { Drain: 1, Thread: 2, Parent: 3 } as const;
export type Owner = (typeof Owner)[keyof typeof Owner];

/** Doubles of the control block, counted in doubles from its start. */
export const Total = {
  /** What the file holds. */
  events: 20,
  bytes: 21,
  /** The epoch of the next record to read, and what it is after the chunk that is being written. */
  epoch: 22,
  intentEpoch: 23,
  /** What the machine's clock showed when the thread's own stood at zero, milliseconds. */
  clockZeroMs: 24,
} as const;
export const CONTROL_BYTES = 256;

/** Where one ring lies in memory that several threads share. */
export interface RingMemory {
  readonly buffer: SharedArrayBuffer;
  readonly controlAt: number;
  readonly recordsAt: number;
  /** What the ring may use, in records; a power of two. */
  readonly capacity: number;
}

export function controlOf({ buffer, controlAt }: RingMemory): Int32Array {
  return new Int32Array(buffer, controlAt, CONTROL_BYTES / 4);
}

export function totalsOf({ buffer, controlAt }: RingMemory): Float64Array {
  return new Float64Array(buffer, controlAt, CONTROL_BYTES / 8);
}

export function wordsOf({ buffer, recordsAt, capacity }: RingMemory): Uint32Array {
  return new Uint32Array(buffer, recordsAt, (capacity * RECORD_BYTES) / 4);
}

/** Where records lie: at `(position + shift) & mask`, on either side of the seam. */
export interface Places {
  readonly mask: number;
  readonly shift: number;
}

/** Until the ring is full for the first time. */
export function firstPlaces({ capacity }: RingMemory): Places {
  return { mask: Math.min(capacity, FIRST_RECORDS) - 1, shift: 0 };
}

/** From the seam on: behind the first ones. */
export function laterPlaces(memory: RingMemory, seam: number): Places {
  return { mask: memory.capacity - 1, shift: (firstPlaces(memory).mask + 1 - seam) | 0 };
}
