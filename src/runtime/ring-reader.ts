/** The reading end of a {@link RingWriter}: turns its records into the events of chunks. */
import { EventEncoder, MAX_EVENT_BYTES, MAX_MEMBER_BYTES } from "../format/encode.ts";
import {
  EventKind,
  type GroupKind,
  HEADER_BYTES,
  type Outcome,
  type StartedKind,
  TICKS_PER_MS,
} from "../format/spec.ts";
import { atomics } from "./intrinsics.ts";
import {
  Control,
  MEMBERS_PER_RECORD,
  Note,
  ON_UNKNOWN,
  RECORD_BYTES,
  RECORD_WORDS,
  type RingMemory,
  Total,
} from "./ring.ts";

/** A chunk is closed when it has this many bytes: some 10,000 events. */
const CHUNK_BYTES = 64 * 1024;

export class RingReader {
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #control: Int32Array;
  /** {@link Total.epochMs} lies here: a second reader goes on where the first one stopped. */
  readonly #totals: Float64Array;
  readonly #mask: number;
  readonly #encoder: EventEncoder;
  #epochMs = 0;

  constructor(memory: RingMemory) {
    this.#words = new Uint32Array(memory.records);
    this.#doubles = new Float64Array(memory.records);
    this.#control = new Int32Array(memory.control);
    this.#totals = new Float64Array(memory.control);
    const capacity = memory.records.byteLength / RECORD_BYTES;
    this.#mask = capacity - 1;
    this.#encoder = new EventEncoder(CHUNK_BYTES + capacity * MEMBERS_PER_RECORD * MAX_MEMBER_BYTES);
  }

  /** Position up to which records are published now. */
  head(): number {
    return atomics.load(this.#control, Control.head);
  }

  /**
   * Hands every record before `head` to `write`, chunk by chunk, and frees each chunk's records after it. No event
   * is missing inside a chunk; {@link Control.lost} says how many were lost before it.
   */
  drain(head: number, write: (encoder: EventEncoder) => void): void {
    let tail = atomics.load(this.#control, Control.tail);
    this.#epochMs = this.#totals[Total.epochMs]!;
    while (tail !== head) {
      tail = this.#encode(this.#passLosses(tail, head), head);
      if (this.#encoder.count > 0) write(this.#encoder);
      this.#totals[Total.epochMs] = this.#epochMs;
      atomics.store(this.#control, Control.tail, tail);
    }
  }

  #passLosses(from: number, head: number): number {
    let at = from;
    while (at !== head && this.#word(at, 1) === Note.Lost) {
      atomics.store(this.#control, Control.lost, this.#word(at, 2));
      at = (at + 1) | 0;
    }
    return at;
  }

  #encode(from: number, head: number): number {
    let at = from;
    const limit = CHUNK_BYTES - HEADER_BYTES - MAX_EVENT_BYTES;
    const start = this.#encoder.room;
    while (at !== head && this.#word(at, 1) !== Note.Lost && start - this.#encoder.room < limit) {
      at = (at + this.#encodeRecord(at)) | 0;
    }
    return at;
  }

  #word(at: number, index: number): number {
    return this.#words[(at & this.#mask) * RECORD_WORDS + index]!;
  }

  /** Encodes the record at `at` and returns how many records it takes up. */
  #encodeRecord(at: number): number {
    const tag = this.#word(at, 1);
    if (tag === Note.Epoch) return this.#beginEpoch(at);
    const ms = this.#epochMs + this.#word(at, 0) / TICKS_PER_MS;
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
      default: {
        const never: never = kind;
        throw new Error(`a ring record of kind ${never}`);
      }
    }
  }

  #beginEpoch(at: number): number {
    this.#epochMs = this.#doubles[(at & this.#mask) * (RECORD_BYTES / 8) + 1]!;
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
