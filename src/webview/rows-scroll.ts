interface Parts {
  readonly scroller: HTMLElement;
  /** Height in which rows are seen, CSS pixels. */
  rowsHeight(): number;
  moved(): void;
}

/** How far down the rows are scrolled: one number for tree and canvas, and for the bar at their side. */
export class RowsScroll {
  readonly #parts: Parts;
  #top = 0;
  #contentHeight = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get top(): number {
    return this.#top;
  }

  setContentHeight(height: number): void {
    this.#contentHeight = height;
  }

  to(top: number): void {
    const most = Math.max(0, this.#contentHeight - this.#parts.rowsHeight());
    const next = Math.round(Math.max(0, Math.min(top, most)));
    if (next === this.#top) return;
    this.#top = next;
    this.#parts.scroller.scrollTop = next;
    this.#parts.moved();
  }

  /** The least way that brings a stretch of the rows into sight. */
  into(top: number, height: number): void {
    const rowsHeight = this.#parts.rowsHeight();
    if (top < this.#top) this.to(top);
    else if (top + height > this.#top + rowsHeight) this.to(top + height - rowsHeight);
  }
}
