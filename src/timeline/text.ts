const ELLIPSIS = "…";

/**
 * Fits texts into widths. Measuring a text costs about 4 µs and a frame draws hundreds, so the width of every text
 * is measured once, and a cut is found with the mean width of a character, corrected by measuring the result.
 */
export class TextFitter {
  readonly #widths = new Map<string, number>();
  readonly #measure: (text: string) => number;
  readonly #ellipsis: number;

  constructor(measure: (text: string) => number) {
    this.#measure = measure;
    this.#ellipsis = measure(ELLIPSIS);
  }

  width(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > 20_000) this.#widths.clear();
      width = this.#measure(text);
      this.#widths.set(text, width);
    }
    return width;
  }

  /** The text, or its beginning with an ellipsis, or "" when not even two characters fit. */
  fit(text: string, widthPx: number): string {
    const full = this.width(text);
    if (full <= widthPx) return text;
    const mean = full / text.length;
    let count = Math.floor((widthPx - this.#ellipsis) / mean);
    while (count >= 2) {
      const cut = text.slice(0, whole(text, count)).trimEnd() + ELLIPSIS;
      const over = this.width(cut) - widthPx;
      if (over <= 0) return cut;
      count -= Math.max(1, Math.floor(over / mean));
    }
    return "";
  }
}

/** `count`, or one less when it would cut a surrogate pair in two. */
function whole(text: string, count: number): number {
  const unit = text.charCodeAt(count - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? count - 1 : count;
}
