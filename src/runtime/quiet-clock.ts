import { clockMs } from "./intrinsics.ts";

/**
 * The clock of the probes, which is read once for two of them when nothing of the program can have run in between:
 * the instrumenter has seen that, and the first of the two says so. Reading the clock is half of what recording costs.
 */
export class QuietClock {
  /** The time of the last probe, milliseconds of the thread's clock. */
  #ms = 0;
  /** Nothing of the program runs before the next probe, whichever it is: also one that an error leads to. */
  isQuiet = false;

  /** Readings that were not needed. */
  saved = 0;

  now(): number {
    if (this.isQuiet) {
      this.isQuiet = false;
      return this.last();
    }
    const ms = clockMs();
    this.#ms = ms;
    return ms;
  }

  /** The time of the last probe, for one between which and this one nothing can have run. */
  last(): number {
    this.saved += 1;
    return this.#ms;
  }
}
