import type { Span } from "./paint.ts";

/** A cell of the part in which the loop was busy. */
export const BUSY = "▒";

/** Eighths of a cell, from one to seven. */
const PARTS = "▏▎▍▌▋▊▉";

/**
 * A bar of `width` cells that is full at 1: first the part that waited, then, hatched, the part in which the loop was
 * busy with other code. Anything above nothing shows at least an eighth of a cell.
 */
export function bar(waited: number, busy: number, width: number): readonly Span[] {
  const total = Math.min(1, waited + busy);
  const cells = total * width;
  const whole = Math.floor(cells);
  // The end is sharp to an eighth of a cell; where hatching begins, to a cell.
  const hatched = total > 0 ? Math.min(whole, Math.round((busy / (waited + busy)) * cells)) : 0;
  const eighths = total > 0 && whole === 0 ? Math.max(1, Math.round(cells * 8)) : Math.round((cells - whole) * 8);
  const tip = hatched > 0 || eighths === 0 ? "" : eighths === 8 ? "█" : PARTS[eighths - 1]!;
  return [
    { text: "█".repeat(whole - hatched) + tip, colour: "blue" },
    { text: BUSY.repeat(hatched), colour: "yellow" },
  ];
}
