import { BLOCKED_MS } from "../model/loops.ts";
import { BarKind, type Bars } from "./bars.ts";
import { firstAtLeast, gallop } from "./columns.ts";
import type { PictureRequest } from "./picture.ts";
import type { Source } from "./source.ts";
import { ROW_PADDING } from "./visible.ts";

/** Turns narrower than this, pixels, merge up to this width. */
const MERGE_PX = 2;
/** Shades of a merged bar. */
const SHADES = 8;

/**
 * Adds the event loop's turns of a thread. Turns too narrow to tell apart become one bar whose shade says how much
 * of that time the loop was busy; it comes from prefix sums, so a million turns cost no more than a screenful.
 */
export function composeLoop(
  bars: Bars,
  source: Source,
  request: PictureRequest,
  thread: number,
  y: number,
  rowHeight: number,
): void {
  const { model, index } = source;
  const { turns } = model;
  const { startMs, endMs, msPerPx } = request;
  const top = y + ROW_PADDING;
  const height = rowHeight - 4 * ROW_PADDING;
  const merge = MERGE_PX * msPerPx;
  const to = index.turnStart[thread + 1]!;
  let at = firstAtLeast(index.turns, turns.endMs, startMs, index.turnStart[thread]!, to);
  while (at < to) {
    const turn = index.turns[at]!;
    const from = turns.startMs[turn]!;
    if (from > endMs) return;
    const length = turns.endMs[turn]! - from;
    const x0 = (from - startMs) / msPerPx;
    if (length >= merge) {
      const task = turns.longestTask[turn]!;
      const label = task >= 0 ? model.tasks.site[task]! : -1;
      const kind = length >= BLOCKED_MS ? BarKind.Blocked : BarKind.Turn;
      bars.add(kind, x0, x0 + length / msPerPx, top, height, 0, 0, label, turn);
      at++;
      continue;
    }
    let next = Math.max(gallop(index.turns, turns.startMs, from + merge, at, to), at + 1);
    // A long turn that starts within is drawn as itself.
    const last = index.turns[next - 1]!;
    if (next - 1 > at && turns.endMs[last]! - turns.startMs[last]! >= merge) next--;
    const end = turns.endMs[index.turns[next - 1]!]!;
    const busyMs = index.busyBefore[next]! - index.busyBefore[at]!;
    const shade = Math.ceil((busyMs / merge) * SHADES) - 1;
    const x1 = Math.max((end - startMs) / msPerPx, x0 + 1);
    const level = Math.min(Math.max(shade, 0), SHADES - 1);
    bars.add(BarKind.MergedTurns, x0, x1, top, height, level, 0, next - at, turn);
    at = next;
  }
}
