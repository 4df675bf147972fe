/**
 * The ring: records of fixed width in shared memory, written by the thread that runs the program and read by its
 * drain. One writer, one reader at a time, no lock between them.
 *
 * A record is 24 bytes: `f64 ms`, `u32 tag` (kind, flags << 4, site << 8), `u32 id`, `u32 other`, `u32 dropped`
 * (events lost before this one). A group is followed by its members, six ids to a record.
 *
 * What was tried for publishing a record, per record on x64: `Atomics.store` of the head 14–20 ns, a plain store
 * 3–6 ns. Plain it is. On x64 stores become visible in order; elsewhere the reader leaves what was published since
 * its last look for the next one (10 ms), long after any store buffer has drained.
 *
 * A full ring drops the new record and counts it. Every record carries the count so far, so the reader knows exactly
 * between which two records something is missing, and ends a chunk there.
 */
import { atomics } from "./intrinsics.ts";

export const RECORD_BYTES = 24;
export const RECORD_WORDS = RECORD_BYTES / 4;
export const MEMBERS_PER_RECORD = RECORD_WORDS;

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

/** What the file holds, as doubles of the control block counted in doubles from its start. */
export const Total = { events: 20, bytes: 21 } as const;
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
  readonly #times: Float64Array;
  readonly #words: Uint32Array;
  readonly #control: Int32Array;
  readonly #capacity: number;
  readonly #mask: number;
  #head = 0;
  /** Records that can be written before the reader's position must be looked at again. */
  #room: number;
  /** Events lost so far. A field to add to, so that it works at the very end of the stack, where no call does. */
  dropped = 0;
  #closed = false;
  /** Called when the ring is full, to make room where no other thread does. */
  readonly #onFull: () => void;

  constructor(memory: RingMemory, onFull: () => void) {
    this.#times = new Float64Array(memory.records);
    this.#words = new Uint32Array(memory.records);
    this.#control = new Int32Array(memory.control);
    this.#capacity = memory.records.byteLength / RECORD_BYTES;
    this.#mask = this.#capacity - 1;
    this.#room = this.#capacity;
    this.#onFull = onFull;
  }

  put(ms: number, tag: number, id: number, other: number): void {
    if (this.#room === 0 && !this.#makeRoom(1)) return;
    this.#room -= 1;
    this.#set(this.#head & this.#mask, ms, tag, id, other);
    const head = (this.#head + 1) | 0;
    this.#head = head;
    this.#control[Control.head] = head;
  }

  /** Writes a record and its members as one, or drops all of it. */
  putGroup(ms: number, tag: number, id: number, members: Uint32Array, count: number): void {
    const records = 1 + Math.ceil(count / MEMBERS_PER_RECORD);
    if (this.#room < records && !this.#makeRoom(records)) return;
    this.#room -= records;
    this.#set(this.#head & this.#mask, ms, tag, id, count);
    for (let index = 0; index < count; index++) {
      const record = this.#head + 1 + Math.floor(index / MEMBERS_PER_RECORD);
      this.#words[(record & this.#mask) * RECORD_WORDS + (index % MEMBERS_PER_RECORD)] = members[index]!;
    }
    const head = (this.#head + records) | 0;
    this.#head = head;
    this.#control[Control.head] = head;
  }

  /** Forgets all records. Only while nobody reads. */
  rewind(): void {
    this.#head = 0;
    this.#room = this.#capacity;
    this.dropped = 0;
    this.#control[Control.head] = 0;
  }

  /** From now on nothing is counted as lost, and nobody is asked for room. Publishes the losses after the last record. */
  close(): void {
    this.#closed = true;
    this.#control[Control.dropped] = this.dropped;
  }

  #set(slot: number, ms: number, tag: number, id: number, other: number): void {
    this.#times[slot * 3] = ms;
    const word = slot * RECORD_WORDS;
    this.#words[word + 2] = tag;
    this.#words[word + 3] = id;
    this.#words[word + 4] = other;
    this.#words[word + 5] = this.dropped;
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
