/**
 * Moves what one thread recorded from its ring to the trace file: first the JSON records it handed over, then the
 * events, so that no event is ahead of the sites and names it speaks of. Runs in the drain worker while the program
 * runs, and in the program's own thread at its end; the lock in the control block keeps the two apart.
 */
import { type ChunkOrigin, type EventEncoder, encodeJsonChunk } from "../format/encode.ts";
import type { SitesRecord, StartRecord } from "../format/spec.ts";
import { ChunkKind, type EndRecord, type LossRecord, type NamesRecord } from "../format/spec.ts";
import { atomics } from "./intrinsics.ts";
import { Control, type RingMemory, Total } from "./ring.ts";
import { RingReader } from "./ring-reader.ts";
import { TraceFile } from "./trace-file.ts";

export type PostedRecord =
  | { readonly kind: typeof ChunkKind.Start; readonly record: StartRecord }
  | { readonly kind: typeof ChunkKind.Sites; readonly record: SitesRecord }
  | { readonly kind: typeof ChunkKind.Loss; readonly record: LossRecord }
  | { readonly kind: typeof ChunkKind.Names; readonly record: NamesRecord };

export interface DrainOptions {
  readonly memory: RingMemory;
  /** An open descriptor; threads of one process share them. */
  readonly fd: number;
  readonly pid: number;
  readonly thread: number;
}

/** Gives the record number `index` of those handed over, or null where it has not arrived yet. */
export type TakeRecord = (index: number) => PostedRecord | null;

export class Drainer {
  readonly #options: DrainOptions;
  readonly #control: Int32Array;
  readonly #totals: Float64Array;
  readonly #reader: RingReader;
  readonly #file: TraceFile;
  readonly #take: TakeRecord;

  constructor(options: DrainOptions, take: TakeRecord) {
    this.#options = options;
    this.#control = new Int32Array(options.memory.control);
    this.#totals = new Float64Array(options.memory.control);
    this.#reader = new RingReader(options.memory);
    this.#file = new TraceFile(options.fd);
    this.#take = take;
  }

  /** Takes the lock if it is free, drains up to `head` and gives the lock back. Returns whether it got the lock. */
  drain(head: number = this.#reader.head()): boolean {
    if (!this.#lock()) return false;
    try {
      this.#drainLocked(head);
      return true;
    } finally {
      atomics.store(this.#control, Control.lock, 0);
      atomics.notify(this.#control, Control.lock);
    }
  }

  /** As {@link drain}, but keeps the lock: nobody drains any more. */
  drainForGood(): boolean {
    if (!this.#lock()) return false;
    this.#drainLocked(this.#reader.head());
    return true;
  }

  /** Position up to which records are published now. */
  head(): number {
    return this.#reader.head();
  }

  /** Writes the thread's last chunk, with the losses after its last event. To follow {@link drainForGood}. */
  end(record: EndRecord): void {
    atomics.store(this.#control, Control.lost, atomics.load(this.#control, Control.dropped));
    this.#append(encodeJsonChunk(ChunkKind.End, record, this.#origin()));
  }

  #lock(): boolean {
    return atomics.compareExchange(this.#control, Control.lock, 0, 1) === 0;
  }

  #drainLocked(head: number): void {
    if (this.#writeRecords()) this.#reader.drain(head, (encoder) => this.#writeEvents(encoder));
  }

  /** Returns false when a record is still on its way or could not be written: events that need it must wait. */
  #writeRecords(): boolean {
    const posted = atomics.load(this.#control, Control.posted);
    let index = atomics.load(this.#control, Control.written);
    for (; index < posted; index++) {
      const posting = this.#take(index);
      if (posting === null) return false;
      if (!this.#append(encodeJsonChunk(posting.kind, posting.record as never, this.#origin()))) return false;
      atomics.store(this.#control, Control.written, index + 1);
    }
    return true;
  }

  #writeEvents(encoder: EventEncoder): void {
    const count = encoder.count;
    if (this.#append(encoder.finish(this.#origin()))) this.#totals[Total.events]! += count;
    else atomics.add(this.#control, Control.unwritten, count);
  }

  #origin(): ChunkOrigin {
    const { pid, thread } = this.#options;
    const sequence = atomics.load(this.#control, Control.sequence);
    const lost = atomics.load(this.#control, Control.lost);
    return { pid, thread, sequence, droppedEvents: lost + atomics.load(this.#control, Control.unwritten) };
  }

  #append(chunk: Uint8Array): boolean {
    if (!this.#file.append(chunk)) return false;
    atomics.add(this.#control, Control.sequence, 1);
    this.#totals[Total.bytes]! += chunk.length;
    return true;
  }
}
