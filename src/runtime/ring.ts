/**
 * The ring: records of fixed width in shared memory, written by the thread that runs the program and read by its
 * drain. One writer, one reader at a time, no lock between them.
 *
 * A record is 16 bytes: `u32 time` (the low half of the clock's nanoseconds, of when the clock was read last), `u32 tag`
 * (kind, flags << 4, site << 8), `u32 id`, `u32 other`. A group is followed by its members, four ids to a record. A tag of
 * kind 0 is a note to the reader: the epoch of the times that follow, which is their high half and changes every 4.3 s, or
 * how many events were lost so far, before the first record that got in.
 *
 * What was tried, per call and await (four records) on x64: 24 bytes, with a double for the time and the losses in each,
 * 8 ns more, most of it memory that is written for the first time; `Atomics.store` of the head 40 ns more; times as
 * numbers of milliseconds, from which ticks were made here, and a class for {@link createRingWriter}, 60 to 90 ns more.
 * Published plainly, stores become visible in order on x64; elsewhere the reader leaves what was published since its last look
 * for the next one (10 ms), long after any store buffer has drained.
 *
 * Every few milliseconds the writer has its {@link RingCare} look after the drain, for the same comparison that a new
 * epoch needs. (After every 64 records, as tried before, was too late for a program that gets little time and dearer for
 * a fast one.) A record that finds no room is dropped and counted, so the reader knows exactly between which two records
 * something is missing, and ends a chunk there.
 *
 * A ring begins with a part of its memory and takes the rest when that is full, at once and whatever the drain is doing: what is
 * there stays where it is, and the records from that position on, the seam, lie behind it.
 */
import { TICKS_PER_MS } from "../format/spec.ts";
import { clockFace, showMs, shownMs } from "./clock.ts";
import { atomics } from "./intrinsics.ts";
import {
  Age,
  Control,
  controlOf,
  FIRST_RECORDS,
  firstPlaces,
  Growth,
  laterPlaces,
  MEMBERS_PER_RECORD,
  Note,
  RECORD_WORDS,
  type RingMemory,
  wordsOf,
} from "./ring-memory.ts";

/** Before the first record. */
const NO_EPOCH = -1;

/** The ring is looked after at a moment that is known to 2^16 ns; no low half comes to NEVER of them. */
const CARE_SHIFT = 16;
const NEVER = 1 << 16;

/** The most that an age of ticks can say, milliseconds. */
const LONG_MS = 400_000;

/** What a writer tells of its ring. */
export type RingState = Pick<RingWriter, "head" | "waiting" | "isFull">;

/** What a writer asks of its surroundings; neither may throw. */
export interface RingCare {
  /** Is the drain keeping up? `ms` is the time of the next record; returns from which time on to be asked again. */
  check(ms: number, ring: RingState): number;
  /** The ring is full: to make room until there is enough, if need be by waiting for a moment. */
  makeRoom(isEnough: () => boolean): void;
}

/** The writing end. Nothing of it may throw but at the end of the stack. */
export interface RingWriter {
  /** Events lost so far. A field to add to, so that it works at the very end of the stack, where no call does. */
  dropped: number;
  /** Position of the next record. */
  head(): number;
  /** Records that wait to be drained. */
  waiting(): number;
  isFull(): boolean;
  /** Writes a record of the time that the clock shows. */
  put(tag: number, id: number, other: number): void;
  /** Has the drain looked after if that is due by the clock: before records of earlier times, by which it is not. */
  attend(): void;
  /** Writes a record of an earlier time; what is before the epoch becomes its beginning. */
  putAt(ms: number, tag: number, id: number, other: number): void;
  /** What scheduled the callback that begins. `tag` is without flags for the age, which is NaN where it is not known. */
  putCause(ageMs: number, tag: number, by: number, other: number): void;
  /** Writes a record and its members as one, or drops all of it. */
  putGroup(tag: number, id: number, members: Uint32Array, count: number): void;
  /** Forgets all records. Only while nobody reads. */
  rewind(): void;
  /** All was read: from now on records go nowhere, at the usual cost. Publishes the losses after the last record. */
  close(): void;
}

/** Variables of a function rather than fields: the engine knows that the memory and its size never change. */
export function createRingWriter(memory: RingMemory, care: RingCare): RingWriter {
  const words = wordsOf(memory);
  const control = controlOf(memory);
  let { mask, shift } = firstPlaces(memory);
  const { face, LOW, HIGH, ZERO } = clockFace;
  let head = 0;
  /** Records that can be written before the reader's position must be looked at again. */
  let room = mask + 1;
  /** High half of the times now. */
  let epoch = NO_EPOCH;
  /** From this part of the epoch on the ring must be looked after. */
  let careAt = 0;
  /** How many of the lost events the reader can know of. */
  let told = 0;
  let isClosed = false;

  function set(time: number, tag: number, id: number, other: number): void {
    const word = ((head + shift) & mask) * RECORD_WORDS;
    words[word] = time;
    words[word + 1] = tag;
    words[word + 2] = id;
    words[word + 3] = other;
  }

  function publish(records: number): void {
    room -= records;
    head = (head + records) | 0;
    control[Control.head] = head;
  }

  function isDue(): boolean {
    return face[HIGH] !== epoch || face[LOW]! >>> CARE_SHIFT >= careAt;
  }

  /** Makes room for records, and first tells the reader what it must know of them. */
  function prepare(records: number): boolean {
    if (isDue()) lookAfter();
    if (room < withNotes(records) && !makeRoom(withNotes(records))) return false;
    // Making room takes time, in which an epoch may have begun.
    if (room < withNotes(records)) return drop();
    if (ring.dropped !== told) tellLost();
    if (face[HIGH] !== epoch) beginEpoch();
    return true;
  }

  function withNotes(records: number): number {
    return records + (face[HIGH] !== epoch ? 1 : 0) + (ring.dropped !== told ? 1 : 0);
  }

  function drop(): false {
    ring.dropped += 1;
    return false;
  }

  /** Not later than in the next epoch. */
  function lookAfter(): void {
    const ms = shownMs();
    const steps = ((care.check(ms, ring) - ms) * 1e6) / (1 << CARE_SHIFT);
    careAt = Math.min((face[LOW]! >>> CARE_SHIFT) + Math.floor(steps), NEVER);
  }

  function tellLost(): void {
    set(0, Note.Lost, ring.dropped, 0);
    told = ring.dropped;
    publish(1);
  }

  function beginEpoch(): void {
    epoch = face[HIGH]!;
    set(0, Note.Epoch, epoch - ZERO, 0);
    publish(1);
  }

  function makeRoom(records: number): boolean {
    if (isClosed) return withoutEnd();
    if (look(records) || (grow() && look(records))) return true;
    if (records <= memory.capacity) care.makeRoom(() => look(records));
    return look(records) || drop();
  }

  function grow(): boolean {
    if (mask + 1 === memory.capacity) return false;
    const places = laterPlaces(memory, head);
    control[Control.seam] = head;
    atomics.store(control, Control.growth, Growth.Ahead);
    // Last, since at the end of the stack a call may throw.
    ({ mask, shift } = places);
    return true;
  }

  function withoutEnd(): true {
    room = 0x3fffffff;
    return true;
  }

  function look(records: number): boolean {
    const waiting = ring.waiting();
    const beyond = (head - control[Control.seam]!) >>> 0;
    const isAhead = atomics.load(control, Control.growth) === Growth.Ahead && waiting > beyond;
    // Until the reader has come to the seam only what lies behind it is free.
    room = isAhead ? memory.capacity - FIRST_RECORDS - beyond : mask + 1 - waiting;
    return room >= records;
  }

  const ring: RingWriter = {
    dropped: 0,

    head: () => head,
    waiting: () => (head - atomics.load(control, Control.tail)) >>> 0,
    isFull: () => !look(1) && mask + 1 === memory.capacity,

    put(tag, id, other) {
      if ((isDue() || room === 0 || ring.dropped !== told) && !prepare(1)) return;
      set(face[LOW]!, tag, id, other);
      publish(1);
    },

    attend() {
      if (isDue()) lookAfter();
    },

    putAt(ms, tag, id, other) {
      const high = face[HIGH]!;
      const low = face[LOW]!;
      try {
        showMs(ms);
        if (face[HIGH]! < epoch) {
          face[HIGH] = epoch;
          face[LOW] = 0;
        }
        ring.put(tag, id, other);
      } finally {
        face[HIGH] = high;
        face[LOW] = low;
      }
    },

    putCause(ageMs, tag, by, other) {
      if (epoch === NO_EPOCH) return;
      if ((isDue() || room === 0 || ring.dropped !== told) && !prepare(1)) return;
      const isLong = ageMs >= LONG_MS;
      const flags = ageMs >= 0 ? (isLong ? Age.InMs : 0) : Age.Unknown;
      const age = ageMs >= 0 ? (isLong ? Math.round(ageMs) : Math.round(ageMs * TICKS_PER_MS)) : 0;
      set(age, tag | (flags << 4), by, other);
      publish(1);
    },

    putGroup(tag, id, members, count) {
      const records = 1 + Math.ceil(count / MEMBERS_PER_RECORD);
      if (!prepare(records)) return;
      set(face[LOW]!, tag, id, count);
      for (let index = 0; index < count; index++) {
        const record = head + 1 + Math.floor(index / MEMBERS_PER_RECORD);
        words[((record + shift) & mask) * RECORD_WORDS + (index % MEMBERS_PER_RECORD)] = members[index]!;
      }
      publish(records);
    },

    rewind() {
      head = 0;
      ({ mask, shift } = firstPlaces(memory));
      control[Control.growth] = Growth.None;
      room = mask + 1;
      epoch = NO_EPOCH;
      careAt = 0;
      ring.dropped = 0;
      told = 0;
      control[Control.head] = 0;
    },

    close() {
      isClosed = true;
      withoutEnd();
      control[Control.dropped] = ring.dropped;
    },
  };
  return ring;
}
