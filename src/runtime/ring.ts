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
 * A full ring drops the new record and counts it, so the reader knows exactly between which two records something is
 * missing, and ends a chunk there.
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

/** `other` of a Suspend: what is awaited is no plain value, and is not known either. */
export const ON_UNKNOWN = 0xffffffff;

/** Words of the control block. Writer and reader words are on cache lines of their own. */
export const Control = {
  /** Records written so far, modulo 2^32. */
  head: 0,
  /** Events lost in all, once the writer has closed. */
  dropped: 1,
  /** JSON records handed over so far. */
  posted: 2,
  /** Records read so far, modulo 2^32. */
  tail: 16,
  /** JSON records written to the file so far. */
  written: 17,
  /** Chunks written so far. */
  sequence: 18,
  /** Events lost before the last record read. */
  lost: 19,
  /** Events read, and lost because the file did not take them. */
  unwritten: 20,
  /** 1 while someone drains. */
  lock: 32,
  /** 1 once the writer's thread has taken over for good. */
  closed: 33,
} as const;

/** What the file holds, and the epoch of the next record to read: doubles, counted in doubles from the block's start. */
export const Total = { events: 20, bytes: 21, epochMs: 22 } as const;
const CONTROL_BYTES = 256;

/** Everything that two threads share about one ring. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
}

/** Memory for the largest power of two of records within `bytes`. */
export function createRingMemory(bytes: number): RingMemory {
  const capacity = 2 ** Math.max(6, Math.floor(Math.log2(bytes / RECORD_BYTES)));
  return {
    control: new SharedArrayBuffer(CONTROL_BYTES),
    records: new SharedArrayBuffer(capacity * RECORD_BYTES),
  };
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
  /** Events lost so far. A field to add to, so that it works at the very end of the stack, where no call does. */
  dropped = 0;
  /** How many of them the reader can know of. */
  #told = 0;
  #closed = false;
  /** Called when the ring is full, to make room where no other thread does. */
  readonly #onFull: () => void;

  constructor(memory: RingMemory, onFull: () => void) {
    this.#words = new Uint32Array(memory.records);
    this.#doubles = new Float64Array(memory.records);
    this.#control = new Int32Array(memory.control);
    this.#capacity = memory.records.byteLength / RECORD_BYTES;
    this.#mask = this.#capacity - 1;
    this.#room = this.#capacity;
    this.#onFull = onFull;
  }

  /** For records whose time means nothing: early enough to be taken for the time of the record before. */
  get anyMs(): number {
    return this.#epochMs;
  }

  put(ms: number, tag: number, id: number, other: number): void {
    if ((this.#room === 0 || ms >= this.#epochEndMs || this.dropped !== this.#told) && !this.#prepare(ms, 1)) return;
    this.#room -= 1;
    this.#set(ms, tag, id, other);
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
    this.dropped = 0;
    this.#told = 0;
    this.#control[Control.head] = 0;
  }

  /** From now on nothing is counted as lost, and nobody is asked for room. Publishes the losses after the last record. */
  close(): void {
    this.#closed = true;
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
    if (this.#look() >= records) return true;
    if (this.#closed) return false;
    this.#onFull();
    if (this.#look() >= records) return true;
    this.dropped += 1;
    return false;
  }

  #look(): number {
    const used = (this.#head - atomics.load(this.#control, Control.tail)) >>> 0;
    this.#room = this.#capacity - used;
    return this.#room;
  }
}
