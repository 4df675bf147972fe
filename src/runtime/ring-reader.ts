/** The reading end of a {@link RingWriter}: turns its records into the events of chunks. */
import { EventEncoder, MAX_EVENT_BYTES } from "../format/encode.ts";
import {
  type CauseOf,
  EventKind,
  type GroupKind,
  type Outcome,
  type StartedKind,
  TICKS_PER_MS,
} from "../format/spec.ts";
import { toMs } from "./clock.ts";
import { atomics } from "./intrinsics.ts";
import {
  Age,
  Control,
  controlOf,
  firstPlaces,
  Growth,
  laterPlaces,
  MEMBERS_PER_RECORD,
  Note,
  ON_UNKNOWN,
  type Places,
  RECORD_WORDS,
  type RingMemory,
  Total,
  totalsOf,
  wordsOf,
} from "./ring-memory.ts";

/** A chunk is closed when it has this many bytes: some 10,000 events. */
const CHUNK_BYTES = 64 * 1024;

/** An encoder for {@link RingReader}s; those of one thread may share it. */
export function createChunkEncoder(): EventEncoder {
  return new EventEncoder(CHUNK_BYTES);
}

export class RingReader {
  readonly #memory: RingMemory;
  readonly #words: Uint32Array;
  readonly #control: Int32Array;
  readonly #totals: Float64Array;
  readonly #encoder: EventEncoder;
  #epoch = 0;
  #places: Places;

  constructor(memory: RingMemory, encoder: EventEncoder) {
    this.#memory = memory;
    this.#places = firstPlaces(memory);
    this.#words = wordsOf(memory);
    this.#control = controlOf(memory);
    this.#totals = totalsOf(memory);
    this.#encoder = encoder;
  }

  /** Position up to which records are published now. */
  head(): number {
    return atomics.load(this.#control, Control.head);
  }

  /** Position of the first record that is not drained. */
  tail(): number {
    return atomics.load(this.#control, Control.tail);
  }

  /** The epoch of the record after those that {@link encode} encoded last. */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * Encodes the records from the tail on into one chunk: up to `head`, to the seam, until an event is missing, or until the
   * chunk is full. {@link Control.lost} says afterwards how many were lost before it. Returns the position after them; the
   * chunk may be empty.
   */
  encode(head: number): number {
    const encoder = this.#encoder;
    // Another reader may have read the records before.
    this.#epoch = this.#totals[Total.epoch]!;
    encoder.reset();
    const end = this.#findPlaces(head);
    let at = this.#passLosses(this.tail(), end);
    while (at !== end && this.#word(at, 1) !== Note.Lost && encoder.bytes < CHUNK_BYTES - MAX_EVENT_BYTES) {
      at = (at + this.#encodeRecord(at)) | 0;
    }
    return at;
  }

  /** Where the records from the tail on lie, and up to which of them: those behind the seam lie elsewhere. */
  #findPlaces(head: number): number {
    const control = this.#control;
    const growth = atomics.load(control, Control.growth);
    const seam = atomics.load(control, Control.seam);
    if (growth === Growth.Ahead && this.tail() === seam) atomics.store(control, Control.growth, Growth.Behind);
    else if (growth !== Growth.Behind) {
      this.#places = firstPlaces(this.#memory);
      return growth === Growth.Ahead && ((head - seam) | 0) > 0 ? seam : head;
    }
    this.#places = laterPlaces(this.#memory, seam);
    return head;
  }

  #passLosses(from: number, head: number): number {
    let at = from;
    while (at !== head && this.#word(at, 1) === Note.Lost) {
      atomics.store(this.#control, Control.lost, this.#word(at, 2));
      at = (at + 1) | 0;
    }
    return at;
  }

  #word(at: number, index: number): number {
    const { mask, shift } = this.#places;
    return this.#words[((at + shift) & mask) * RECORD_WORDS + index]!;
  }

  /** Encodes the record at `at` and returns how many records it takes up. */
  #encodeRecord(at: number): number {
    const tag = this.#word(at, 1);
    if (tag === Note.Epoch) return this.#beginEpoch(at);
    const ms = toMs(this.#epoch, this.#word(at, 0));
    const id = this.#word(at, 2);
    const other = this.#word(at, 3);
    const kind = (tag & 15) as EventKind;
    const flags = (tag >>> 4) & 15;
    const site = tag >>> 8;
    const encoder = this.#encoder;
    switch (kind) {
      case EventKind.Call:
        encoder.call(ms, id, site, other);
        return 1;
      case EventKind.End:
        encoder.end(ms, id, flags as Outcome);
        return 1;
      case EventKind.Suspend:
        encoder.suspend(ms, id, site, awaited(other));
        return 1;
      case EventKind.WaitsOn:
        encoder.waitsOn(ms, id, awaited(other));
        return 1;
      case EventKind.Resume:
        encoder.resume(ms, id, flags as Outcome);
        return 1;
      case EventKind.Turn:
        encoder.turn(ms, other);
        return 1;
      case EventKind.TurnEnd:
        encoder.turnEnd(ms);
        return 1;
      case EventKind.Future:
        encoder.future(ms, id, site);
        return 1;
      case EventKind.Settle:
        encoder.settle(ms, id, flags as Outcome);
        return 1;
      case EventKind.Group:
        encoder.group(ms, id, site, flags as GroupKind, other, (index) => this.#member(at, index));
        return 1 + Math.ceil(other / MEMBERS_PER_RECORD);
      case EventKind.Message:
        encoder.message(ms, flags, id, other);
        return 1;
      case EventKind.Started:
        encoder.started(ms, flags as StartedKind, id);
        return 1;
      case EventKind.Cause:
        encoder.cause((flags & 1) as CauseOf, site, id, this.#age(at, flags), other === 0 ? null : other - 1);
        return 1;
      case EventKind.Made:
        encoder.made(ms, id, site, other);
        return 1;
      case EventKind.Follows:
        encoder.follows(id, site, awaited(other));
        return 1;
      default: {
        const never: never = kind;
        throw new Error(`a ring record of kind ${never}`);
      }
    }
  }

  /** Ticks, -1 where it is not known: see {@link Age}. */
  #age(at: number, flags: number): number {
    const age = this.#word(at, 0);
    if ((flags & Age.Unknown) !== 0) return -1;
    return (flags & Age.InMs) !== 0 ? age * TICKS_PER_MS : age;
  }

  #beginEpoch(at: number): number {
    this.#epoch = this.#word(at, 2);
    return 1;
  }

  #member(group: number, index: number): number {
    return this.#word(group + 1 + Math.floor(index / MEMBERS_PER_RECORD), index % MEMBERS_PER_RECORD);
  }
}

/** From the code of a record to that of the encoder. */
function awaited(other: number): number | null {
  if (other === 0) return null;
  return other === ON_UNKNOWN ? 0 : other;
}
