import { type ClockAnchor, MAX_CLOCK_MS } from "../format/spec.ts";

const NS_PER_MS = 1e6;

/**
 * The one axis of all threads. Its zero is the earliest anchor seen; the machine-wide monotonic clock puts the others
 * on it, so neither a set wall clock nor a thread's own origin moves anything.
 */
export class Axis {
  #zeroNs: bigint | null = null;
  /** Milliseconds since 1970 at zero; 0 before the first anchor. */
  wallMs = 0;

  /** How much earlier than zero `anchor` is, milliseconds; zero has moved there. Mostly 0. */
  include(anchor: ClockAnchor): number {
    const ns = BigInt(anchor.monotonicNs);
    if (this.#zeroNs !== null && ns >= this.#zeroNs) return 0;
    const earlierMs = this.#zeroNs === null ? 0 : Number(this.#zeroNs - ns) / NS_PER_MS;
    this.#zeroNs = ns;
    this.wallMs = anchor.wallMs;
    return earlierMs;
  }

  /** What the clock that `anchor` speaks of showed at zero, milliseconds (negative for a thread that started later). */
  clockAtZeroMs(anchor: ClockAnchor): number {
    return anchor.clockMs - this.#sinceZeroMs(anchor);
  }

  /** Whether `anchor` can be on one axis with the others. */
  fits(anchor: ClockAnchor): boolean {
    return Math.abs(this.#sinceZeroMs(anchor)) <= MAX_CLOCK_MS;
  }

  #sinceZeroMs(anchor: ClockAnchor): number {
    return this.#zeroNs === null ? 0 : Number(BigInt(anchor.monotonicNs) - this.#zeroNs) / NS_PER_MS;
  }
}
