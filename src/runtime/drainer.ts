/**
 * Moves what one thread recorded from its ring to the trace file. Its events are drained by the drain worker while the
 * program runs, and by the thread itself at its end and where the worker is late; a thread that can no longer do so is
 * drained by the one that made it. Its JSON records the thread writes by itself, at once, so that no event is ahead of
 * the sites and names it speaks of. The lock in the control block keeps all of them apart.
 */
import { type ChunkOrigin, type EventEncoder, encodeJsonChunk } from "../format/encode.ts";
import type { SitesRecord, StartRecord } from "../format/spec.ts";
import { ChunkKind, type EndRecord, type LossRecord, type NamesRecord } from "../format/spec.ts";
import { atomics } from "./intrinsics.ts";
import { Control, controlOf, type Owner, type RingMemory, Total, totalsOf } from "./ring-memory.ts";
import { RingReader } from "./ring-reader.ts";
import type { TraceFile } from "./trace-file.ts";

export type ThreadRecord =
  | { readonly kind: typeof ChunkKind.Start; readonly record: StartRecord }
  | { readonly kind: typeof ChunkKind.Sites; readonly record: SitesRecord }
  | { readonly kind: typeof ChunkKind.Loss; readonly record: LossRecord }
  | { readonly kind: typeof ChunkKind.Names; readonly record: NamesRecord }
  | { readonly kind: typeof ChunkKind.End; readonly record: EndRecord };

export interface DrainOptions {
  readonly memory: RingMemory;
  readonly file: TraceFile;
  /** Makes the encoder when the first event is to be written. */
  readonly encoder: () => EventEncoder;
  readonly pid: number;
  /** As whom this drainer takes the lock. */
  readonly owner: Owner;
}

export const Written = { Busy: 0, Failed: 1, Done: 2 } as const;
export type Written = (typeof Written)[keyof typeof Written];

export class Drainer {
  readonly #options: DrainOptions;
  readonly #control: Int32Array;
  readonly #totals: Float64Array;
  #reader: RingReader | null = null;
  #encoder: EventEncoder | null = null;

  constructor(options: DrainOptions) {
    this.#options = options;
    this.#control = controlOf(options.memory);
    this.#totals = totalsOf(options.memory);
  }

  /**
   * Takes the lock if it is free, drains up to `head`, or `chunks` chunks, and gives the lock back. Returns whether it
   * got the lock.
   */
  drain(head: number = this.head(), chunks = Infinity): boolean {
    if (!this.#lock()) return false;
    try {
      this.#drainLocked(head, chunks);
      return true;
    } finally {
      this.#unlock();
    }
  }

  /** As {@link drain}, but keeps the lock: nobody drains any more. */
  drainForGood(): boolean {
    if (!this.#lock()) return false;
    atomics.store(this.#control, Control.closed, 1);
    this.#drainLocked(this.head(), Infinity);
    return true;
  }

  /** Takes the lock from `owner`, which is gone: what it was writing is in the file or not, never in part. */
  takeFrom(owner: Owner): void {
    if (atomics.compareExchange(this.#control, Control.lock, owner, this.#options.owner) !== owner) return;
    this.#recover();
    this.#unlock();
  }

  /** Position up to which records are published now. */
  head(): number {
    return atomics.load(this.#control, Control.head);
  }

  /** Appends one of the thread's JSON records. */
  write(record: ThreadRecord): Written {
    if (!this.#lock()) return Written.Busy;
    try {
      return this.#appendRecord(record) ? Written.Done : Written.Failed;
    } finally {
      this.#unlock();
    }
  }

  /** Writes the thread's last chunk, with the losses after its last event. To follow {@link drainForGood}. */
  end(record: EndRecord): void {
    atomics.store(this.#control, Control.lost, atomics.load(this.#control, Control.dropped));
    this.#appendRecord({ kind: ChunkKind.End, record });
  }

  #lock(): boolean {
    const { owner } = this.#options;
    const holder = atomics.compareExchange(this.#control, Control.lock, 0, owner);
    if (holder === 0) return true;
    // Only an error at the very end of the stack leaves a lock behind in its own thread.
    if (holder !== owner || this.#isClosed()) return false;
    this.#recover();
    return true;
  }

  #unlock(): void {
    atomics.store(this.#control, Control.lock, 0);
    atomics.notify(this.#control, Control.lock);
  }

  #isClosed(): boolean {
    return atomics.load(this.#control, Control.closed) === 1;
  }

  #recover(): void {
    const sequence = atomics.load(this.#control, Control.intent);
    if (sequence === 0) return;
    if (!this.#options.file.holds({ ...this.#origin(), sequence: sequence - 1 })) {
      // Its events are still in the ring; of a record of the thread's own no event can speak yet.
      atomics.store(this.#control, Control.intent, 0);
      return;
    }
    atomics.store(this.#control, Control.sequence, sequence);
    this.#settle();
  }

  #drainLocked(head: number, chunks: number): void {
    if (atomics.load(this.#control, Control.held) === 1) return;
    const reader = this.#makeReader();
    const encoder = this.#encoder!;
    // Before this drainer had the lock, another one may have passed its `head`.
    for (let chunk = 0; ((head - reader.tail()) | 0) > 0 && chunk < chunks; chunk++) {
      const tail = reader.encode(head);
      this.#totals[Total.intentEpoch] = reader.epoch;
      atomics.store(this.#control, Control.intentTail, tail);
      if (encoder.count > 0) this.#writeEvents(encoder);
      else this.#settle();
    }
  }

  #makeReader(): RingReader {
    this.#encoder ??= this.#options.encoder();
    this.#reader ??= new RingReader(this.#options.memory, this.#encoder);
    return this.#reader;
  }

  #writeEvents(encoder: EventEncoder): void {
    const { count } = encoder;
    if (this.#append(encoder.finish(this.#origin()))) this.#totals[Total.events]! += count;
    else atomics.add(this.#control, Control.unwritten, count);
  }

  #origin(): ChunkOrigin {
    const sequence = atomics.load(this.#control, Control.sequence);
    const lost = atomics.load(this.#control, Control.lost);
    return {
      pid: this.#options.pid,
      thread: atomics.load(this.#control, Control.thread),
      sequence,
      droppedEvents: lost + atomics.load(this.#control, Control.unwritten),
    };
  }

  #appendRecord({ kind, record }: ThreadRecord): boolean {
    this.#totals[Total.intentEpoch] = this.#totals[Total.epoch]!;
    atomics.store(this.#control, Control.intentTail, atomics.load(this.#control, Control.tail));
    return this.#append(encodeJsonChunk(kind, record as never, this.#origin()));
  }

  /** The ring's records before {@link Control.intentTail} are done with afterwards, written or lost. */
  #append(chunk: Uint8Array): boolean {
    const after = atomics.load(this.#control, Control.sequence) + 1;
    atomics.store(this.#control, Control.intent, after);
    const isWritten = this.#options.file.append(chunk);
    if (isWritten) {
      atomics.store(this.#control, Control.sequence, after);
      this.#totals[Total.bytes]! += chunk.length;
    }
    this.#settle();
    return isWritten;
  }

  #settle(): void {
    this.#totals[Total.epoch] = this.#totals[Total.intentEpoch]!;
    atomics.store(this.#control, Control.tail, atomics.load(this.#control, Control.intentTail));
    atomics.store(this.#control, Control.intent, 0);
    // The thread may wait for room.
    atomics.notify(this.#control, Control.tail);
  }
}
