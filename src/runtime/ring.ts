/**
 * The ring: records of fixed width in shared memory, written by the thread that runs the program and read by its
 * drain. One writer, one reader at a time, no lock between them.
 *
 * A record is 16 bytes: `u32 ticks` (since the epoch), `u32 tag` (kind, flags << 4, site << 8), `u32 id`, `u32 other`.
 * A group is followed by its members, four ids to a record. A tag of kind 0 is a note to the reader: the epoch of the
 * ticks that follow, a new one every 400 s, or how many events were lost so far, before the first record that got in.
 *
 * What was tried, per call and await (four records) on x64: 24 bytes, with a double for the time and the losses in each,
 * 8 ns more, most of it memory that is written for the first time; `Atomics.store` of the head 40 ns more. Published
 * plainly, stores become visible in order on x64; elsewhere the reader leaves what was published since its last look
 * for the next one (10 ms), long after any store buffer has drained.
 *
 * Every few milliseconds the writer has its {@link RingCare} look after the drain, for the same comparison that a new
 * epoch needs. (After every 64 records, as tried before, was too late for a program that gets little time and dearer for
 * a fast one.) A record that finds no room is dropped and counted, so the reader knows exactly between which two records
 * something is missing, and ends a chunk there.
 */
import { TICKS_PER_MS } from "../format/spec.ts";
import { atomics } from "./intrinsics.ts";

export const RECORD_BYTES = 16;
export const RECORD_WORDS = RECORD_BYTES / 4;
export const MEMBERS_PER_RECORD = RECORD_WORDS;

/** Kind and flags of the records that are no events. */
export const Note = {
  /** The third and fourth word are a double: the milliseconds of the thread's clock that the next ticks count from. */
  Epoch: 1 << 4,
  /** The third word is how many events were lost before the next record, cumulative. */
  Lost: 2 << 4,
} as const;

/** Ticks of 100 ns fill 32 bits in 429 s. */
const EPOCH_MS = 400_000;

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

/** Who may hold {@link Control.lock}. */
export const Owner = { Drain: 1, Thread: 2, Parent: 3 } as const;
export type Owner = (typeof Owner)[keyof typeof Owner];

/** Doubles of the control block, counted in doubles from its start. */
export const Total = {
  /** What the file holds. */
  events: 20,
  bytes: 21,
  /** The epoch of the next record to read, and what it is after the chunk that is being written. */
  epochMs: 22,
  intentEpochMs: 23,
  /** What the machine's monotonic clock showed when the thread's own stood at zero, milliseconds. */
  clockZeroMs: 24,
} as const;
export const CONTROL_BYTES = 256;

/** Where one ring lies in memory that several threads share. */
export interface RingMemory {
  readonly buffer: SharedArrayBuffer;
  readonly controlAt: number;
  readonly recordsAt: number;
  /** In records; a power of two. */
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

export function doublesOf({ buffer, recordsAt, capacity }: RingMemory): Float64Array {
  return new Float64Array(buffer, recordsAt, (capacity * RECORD_BYTES) / 8);
}

/** What a writer tells of its ring. */
export type RingState = Pick<RingWriter, "head" | "waiting" | "isFull">;

/** What a writer asks of its surroundings; neither may throw. */
export interface RingCare {
  /** Is the drain keeping up? `ms` is the time of the next record; returns from which time on to be asked again. */
  check(ms: number, ring: RingState): number;
  /** The ring is full: to make room, if need be by waiting for a moment. */
  makeRoom(): void;
}

export class RingWriter {
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #control: Int32Array;
  readonly #capacity: number;
  readonly #mask: number;
  #head = 0;
  /** Records that can be written before the reader's position must be looked at again. */
  #room: number;
  /** A time that no record is before. */
  #epochMs = 0;
  #epochEndMs = Number.NEGATIVE_INFINITY;
  /** From this time on more is to be done than to write a record; never after the end of the epoch. */
  #careMs = Number.NEGATIVE_INFINITY;
  /** Events lost so far. A field to add to, so that it works at the very end of the stack, where no call does. */
  dropped = 0;
  /** How many of them the reader can know of. */
  #told = 0;
  #closed = false;
  readonly #care: RingCare;

  constructor(memory: RingMemory, care: RingCare) {
    this.#words = wordsOf(memory);
    this.#doubles = doublesOf(memory);
    this.#control = controlOf(memory);
    this.#capacity = memory.capacity;
    this.#mask = this.#capacity - 1;
    this.#room = this.#capacity;
    this.#care = care;
  }

  /** Position of the next record. */
  get head(): number {
    return this.#head;
  }

  /** Records that wait to be drained. */
  get waiting(): number {
    return (this.#head - atomics.load(this.#control, Control.tail)) >>> 0;
  }

  get isFull(): boolean {
    return this.waiting >= this.#capacity;
  }

  /** For records whose time means nothing: early enough to be taken for the time of the record before. */
  get anyMs(): number {
    return this.#epochMs;
  }

  put(ms: number, tag: number, id: number, other: number): void {
    if ((this.#room === 0 || ms >= this.#careMs || this.dropped !== this.#told) && !this.#prepare(ms, 1)) return;
    this.#room -= 1;
    this.#set(ms, tag, id, other);
    this.#publish(1);
  }

  /** What scheduled the callback that begins. `tag` is without flags for the age, which is NaN where it is not known. */
  putCause(ageMs: number, tag: number, by: number, other: number): void {
    if (this.#epochEndMs < 0 || !this.#prepare(this.#epochMs, 1)) return;
    const isLong = ageMs >= EPOCH_MS;
    const flags = ageMs >= 0 ? (isLong ? Age.InMs : 0) : Age.Unknown;
    const words = ageMs >= 0 ? (isLong ? Math.round(ageMs) / TICKS_PER_MS : ageMs) : 0;
    this.#room -= 1;
    this.#set(this.#epochMs + words, tag | (flags << 4), by, other);
    this.#publish(1);
  }

  /** Writes a record and its members as one, or drops all of it. */
  putGroup(ms: number, tag: number, id: number, members: Uint32Array, count: number): void {
    const records = 1 + Math.ceil(count / MEMBERS_PER_RECORD);
    if (!this.#prepare(ms, records)) return;
    this.#room -= records;
    this.#set(ms, tag, id, count);
    for (let index = 0; index < count; index++) {
      const record = this.#head + 1 + Math.floor(index / MEMBERS_PER_RECORD);
      this.#words[(record & this.#mask) * RECORD_WORDS + (index % MEMBERS_PER_RECORD)] = members[index]!;
    }
    this.#publish(records);
  }

  /** Forgets all records. Only while nobody reads. */
  rewind(): void {
    this.#head = 0;
    this.#room = this.#capacity;
    this.#epochEndMs = Number.NEGATIVE_INFINITY;
    this.#careMs = Number.NEGATIVE_INFINITY;
    this.dropped = 0;
    this.#told = 0;
    this.#control[Control.head] = 0;
  }

  /** All was read: from now on records go nowhere, at the usual cost. Publishes the losses after the last record. */
  close(): void {
    this.#closed = true;
    this.#withoutEnd();
    this.#epochEndMs = Number.POSITIVE_INFINITY;
    this.#careMs = Number.POSITIVE_INFINITY;
    this.#control[Control.dropped] = this.dropped;
  }

  #set(ms: number, tag: number, id: number, other: number): void {
    const word = (this.#head & this.#mask) * RECORD_WORDS;
    this.#words[word] = (ms - this.#epochMs) * TICKS_PER_MS + 0.5;
    this.#words[word + 1] = tag;
    this.#words[word + 2] = id;
    this.#words[word + 3] = other;
  }

  #publish(records: number): void {
    const head = (this.#head + records) | 0;
    this.#head = head;
    this.#control[Control.head] = head;
  }

  /** Makes room for records at `ms`, and first tells the reader what it must know of them. */
  #prepare(ms: number, records: number): boolean {
    if (ms >= this.#careMs) this.#careMs = Math.min(this.#care.check(ms, this), this.#epochEndMs);
    const isNewEpoch = ms >= this.#epochEndMs;
    const hasLost = this.dropped !== this.#told;
    const needed = records + (isNewEpoch ? 1 : 0) + (hasLost ? 1 : 0);
    if (this.#room < needed && !this.#makeRoom(needed)) return false;
    if (hasLost) this.#tellLost();
    if (isNewEpoch) this.#beginEpoch(ms);
    return true;
  }

  #tellLost(): void {
    this.#room -= 1;
    this.#set(this.#epochMs, Note.Lost, this.dropped, 0);
    this.#told = this.dropped;
    this.#publish(1);
  }

  #beginEpoch(ms: number): void {
    this.#room -= 1;
    this.#epochMs = Math.floor(ms);
    this.#epochEndMs = this.#epochMs + EPOCH_MS;
    this.#set(this.#epochMs, Note.Epoch, 0, 0);
    this.#doubles[(this.#head & this.#mask) * (RECORD_BYTES / 8) + 1] = this.#epochMs;
    this.#publish(1);
  }

  #makeRoom(records: number): boolean {
    if (this.#closed) return this.#withoutEnd();
    if (this.#look(records)) return true;
    this.#care.makeRoom();
    if (this.#look(records)) return true;
    this.dropped += 1;
    return false;
  }

  #withoutEnd(): true {
    this.#room = 0x3fffffff;
    return true;
  }

  #look(records: number): boolean {
    this.#room = this.#capacity - this.waiting;
    return this.#room >= records;
  }
}
