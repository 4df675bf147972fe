/** The reading end of a {@link RingWriter}: turns its records into the events of chunks. */
import { EventEncoder, MAX_EVENT_BYTES, MAX_MEMBER_BYTES } from "../format/encode.ts";
import { EventKind, type GroupKind, HEADER_BYTES, type Outcome, type StartedKind } from "../format/spec.ts";
import { atomics } from "./intrinsics.ts";
import { Control, MEMBERS_PER_RECORD, ON_UNKNOWN, RECORD_BYTES, RECORD_WORDS, type RingMemory } from "./ring.ts";

/** A chunk is closed when it has this many bytes: some 10,000 events. */
const CHUNK_BYTES = 64 * 1024;

export class RingReader {
  readonly #times: Float64Array;
  readonly #words: Uint32Array;
  readonly #control: Int32Array;
  readonly #mask: number;
  readonly #encoder: EventEncoder;

  constructor(memory: RingMemory) {
    this.#times = new Float64Array(memory.records);
    this.#words = new Uint32Array(memory.records);
    this.#control = new Int32Array(memory.control);
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
    while (tail !== head) {
      const lost = this.#lostBefore(tail);
      atomics.store(this.#control, Control.lost, lost);
      tail = this.#encode(tail, head, lost);
      write(this.#encoder);
      atomics.store(this.#control, Control.tail, tail);
    }
  }

  #encode(from: number, head: number, lost: number): number {
    let at = from;
    const limit = CHUNK_BYTES - HEADER_BYTES - MAX_EVENT_BYTES;
    const start = this.#encoder.room;
    while (at !== head && this.#lostBefore(at) === lost && start - this.#encoder.room < limit) {
      at = (at + this.#encodeRecord(at)) | 0;
    }
    return at;
  }

  #lostBefore(at: number): number {
    return this.#words[(at & this.#mask) * RECORD_WORDS + 5]!;
  }

  /** Encodes the record at `at` and returns how many records it takes up. */
  #encodeRecord(at: number): number {
    const slot = at & this.#mask;
    const word = slot * RECORD_WORDS;
    const ms = this.#times[slot * 3]!;
    const tag = this.#words[word + 2]!;
    const id = this.#words[word + 3]!;
    const other = this.#words[word + 4]!;
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

  #member(group: number, index: number): number {
    const slot = (group + 1 + Math.floor(index / MEMBERS_PER_RECORD)) & this.#mask;
    return this.#words[slot * RECORD_WORDS + (index % MEMBERS_PER_RECORD)]!;
  }
}

/** From the code of a record to that of the encoder. */
function awaited(other: number): number | null {
  if (other === 0) return null;
  return other === ON_UNKNOWN ? 0 : other;
}
