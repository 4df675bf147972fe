/**
 * What time it is in the program, guessed from the events that arrive. Each says "it was at least this late when I
 * was sent"; the latest such claim, run on by the page's own clock, is now. Between two events a wait so keeps
 * growing on the screen.
 */
export class TraceClock {
  #offsetMs = Number.NEGATIVE_INFINITY;
  #endMs = 0;

  reset(): void {
    this.#offsetMs = Number.NEGATIVE_INFINITY;
    this.#endMs = 0;
  }

  /** @param endMs time of the last event, @param pageMs `performance.now()` */
  heard(endMs: number, pageMs: number): void {
    this.#endMs = endMs;
    if (endMs > 0) this.#offsetMs = Math.max(this.#offsetMs, endMs - pageMs);
  }

  now(pageMs: number, live: boolean): number {
    if (!live || this.#offsetMs === Number.NEGATIVE_INFINITY) return this.#endMs;
    return Math.max(this.#endMs, pageMs + this.#offsetMs);
  }
}
