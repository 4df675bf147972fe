/**
 * What a thread does for the others of its process, which record into the same pool: it ends the streams of those that cannot do so
 * themselves, and drains all where there is no drain worker.
 */
import type { Ending } from "../format/spec.ts";
import { clockMs, clockZeroMs } from "./clock.ts";
import type { Drainer } from "./drainer.ts";
import { atomics } from "./intrinsics.ts";
import { patiently } from "./patience.ts";
import type { Pool } from "./pool.ts";
import { Control, controlOf, Owner, Total, totalsOf } from "./ring-memory.ts";

/** How long the end of the process waits for a worker thread that is writing just now. */
const PATIENCE_MS = 100;

interface HowEnded {
  readonly exitCode: number | null;
  readonly ending: Ending;
}

export class OtherThreads {
  readonly #pool: Pool;
  readonly #drainerOf: (slot: number) => Drainer;

  /** `drainerOf`: for another thread's slot, on the part of its parent. */
  constructor(pool: Pool, drainerOf: (slot: number) => Drainer) {
    this.#pool = pool;
    this.#drainerOf = drainerOf;
  }

  drain(): void {
    this.#forEach((slot) => this.#drainerOf(slot).drain());
  }

  /** There is no drain worker any more that could hold any of their locks. */
  takeFromDrain(): void {
    for (let slot = 1; slot < this.#pool.slots; slot++) this.#drainerOf(slot).takeFrom(Owner.Drain);
  }

  /** The process ends, and its worker threads with it. */
  endAll(): void {
    this.#forEach((slot) => this.#end(slot, { exitCode: null, ending: "process ended" }));
  }

  /** A worker has ended, and with it those that it had made. */
  end(thread: number, how: HowEnded): void {
    this.#forEach((slot, control) => {
      if (atomics.load(control, Control.thread) === thread) {
        this.#end(slot, how);
        this.#pool.release(slot);
      } else if (atomics.load(control, Control.parent) === thread) {
        this.end(atomics.load(control, Control.thread), { exitCode: how.exitCode, ending: "terminated" });
      }
    });
  }

  /** Drains a thread that will not do so itself, and writes its End record. */
  #end(slot: number, { exitCode, ending }: HowEnded): void {
    const ring = this.#pool.ring(slot);
    const control = controlOf(ring);
    if (atomics.load(control, Control.closed) === 1) return;
    const drainer = this.#drainerOf(slot);
    if (ending !== "process ended") drainer.takeFrom(Owner.Thread);
    if (!patiently(control, Control.lock, PATIENCE_MS, () => drainer.drainForGood())) return;
    const totals = totalsOf(ring);
    const itsMs = clockMs() + clockZeroMs - totals[Total.clockZeroMs]!;
    const [events, bytes] = [totals[Total.events]!, totals[Total.bytes]!];
    drainer.end({ clockMs: itsMs, exitCode, events, bytes, costMs: 0, ending });
  }

  #forEach(visit: (slot: number, control: Int32Array) => void): void {
    for (let slot = 1; slot < this.#pool.slots; slot++) {
      const control = controlOf(this.#pool.ring(slot));
      if (atomics.load(control, Control.inUse) === 1) visit(slot, control);
    }
  }
}
