/**
 * Looks after a ring's drain from the thread that writes the ring: drains where the drain worker does not come in time, is
 * not up yet, or where the ring is full.
 *
 * What was recorded up to one look must have been drained some looks later. That needs neither a clock nor the words of
 * records, which need not be times, and it bounds what a kill can take: while the program runs, nothing waits longer than
 * {@link LATE_MS} + {@link LOOK_MS}, were the worker never to run again, and while it tidies up {@link TIDYING_LATE_MS} + {@link LOOK_MS}.
 */
import type { RingCare, RingState } from "./ring.ts";

/** Between two looks while all is well. */
const LOOK_MS = 5;
/** The drain worker comes every 10 ms, and where stores need not be visible in order reads one look later. */
const LATE_MS = process.arch === "x64" ? 15 : 25;
/** A first chunk of its own takes a thread 1 to 4 ms, since its code for that has not run: not for a pause that ends soon. */
const TIDYING_LATE_MS = 40;
/** Between two looks while the thread drains by itself: a chunk each time (0.5 ms when full), so that pauses stay short. */
const ALONE_MS = 1;

export interface DrainCareOptions {
  /** False before recording begins and after its end. */
  readonly isRecording: () => boolean;
  readonly isWorkerUp: () => boolean;
  readonly isWorkerTidying: () => boolean;
  /** Tries again to write the JSON records that the file did not take. */
  readonly writeRecords: () => void;
  /** Drains one chunk, if nobody else is draining. */
  readonly drain: () => void;
  /** Makes room in a full ring, if need be by waiting a moment for whoever is draining. Returns whether there is enough. */
  readonly makeRoom: (isEnough: () => boolean) => boolean;
}

export class DrainCare implements RingCare {
  readonly #options: DrainCareOptions;
  /** The ring was full, and waiting did not help: no more waiting until it has had room again. */
  #isStuck = false;
  /** What was recorded before this position was recorded before `#markMs`. */
  #mark = 0;
  #markMs = 0;

  constructor(options: DrainCareOptions) {
    this.#options = options;
  }

  /** At the end of the stack any call may throw. */
  check(ms: number, ring: RingState): number {
    try {
      if (!this.#options.isRecording()) return ms;
      if (!ring.isFull()) this.#isStuck = false;
      if (ring.waiting() > 0) this.#options.writeRecords();
      if (this.#isInTime(ms, ring)) return ms + LOOK_MS;
      if (ring.waiting() > 0) this.#options.drain();
    } catch {
      // The ring looks for room by itself.
    }
    return ms + ALONE_MS;
  }

  makeRoom(isEnough: () => boolean): void {
    try {
      const { isRecording, writeRecords, makeRoom } = this.#options;
      if (!isRecording() || this.#isStuck) return;
      writeRecords();
      this.#isStuck = !makeRoom(isEnough);
    } catch {
      // The event is dropped and counted.
    }
  }

  #isInTime(ms: number, ring: RingState): boolean {
    const { isWorkerUp, isWorkerTidying } = this.#options;
    if (!isWorkerUp()) return false;
    const sinceMark = (ring.head() - this.#mark) >>> 0;
    if (ring.waiting() > sinceMark) return ms - this.#markMs < (isWorkerTidying() ? TIDYING_LATE_MS : LATE_MS);
    this.#mark = ring.head();
    this.#markMs = ms;
    return true;
  }
}
