import { TICKS_PER_MS } from "../format/spec.ts";
import { toTicks } from "./ticks.ts";

/** Times of one thread's events on the trace's axis: in whole ticks, so that durations stay exact. */
export class ThreadClock {
  /** What to add to the thread's clock to get the trace's time; null until its first event is heard. */
  #offsetTicks: number | null;
  #baseTicks = 0;
  #lastTicks = 0;

  /** `clockAtZeroMs`: what the thread's own clock showed at the trace's start; null puts its first event there. */
  constructor(clockAtZeroMs: number | null) {
    this.#offsetTicks = clockAtZeroMs === null ? null : -toTicks(clockAtZeroMs);
  }

  /** Time of the last event, milliseconds from the trace's start. */
  get lastMs(): number {
    return this.#lastTicks / TICKS_PER_MS;
  }

  /** The events that follow count their ticks from here on the thread's own clock. */
  begin(baseMs: number): void {
    const ticks = toTicks(baseMs);
    this.#offsetTicks ??= -ticks;
    this.#baseTicks = ticks + this.#offsetTicks;
  }

  /** Damage or a clock set back must not make durations negative. */
  now(ticks: number): number {
    const now = this.#baseTicks + ticks;
    if (now > this.#lastTicks) this.#lastTicks = now;
    return this.#lastTicks / TICKS_PER_MS;
  }

  /** The trace's start moved by so much into the past. */
  shift(byMs: number): void {
    const ticks = toTicks(byMs);
    if (this.#offsetTicks !== null) this.#offsetTicks += ticks;
    this.#lastTicks += ticks;
  }
}
