import { type BarColumns, BarFlag, BarKind } from "../timeline/bars.ts";
import { countText } from "../timeline/ruler.ts";
import type { TextFitter } from "../timeline/text.ts";
import type { Scale } from "./scale.ts";
import type { Theme } from "./theme.ts";

/** A bar narrower than this, pixels, has no text. */
const LEAST_WIDTH = 28;
const PADDING = 6;
/** Background around a text that stands on a hatch. */
const PLATE = 3;
/** The hatch is still to be seen below it. */
const PLATE_ALPHA = 0.78;
/** Room the cross of a rejected bar takes. */
const CROSS = 18;

/** Writes what the bars say: the awaited text in a wait, the function in a long run. */
export function paintLabels(
  ctx: CanvasRenderingContext2D,
  bars: BarColumns,
  at: Scale,
  theme: Theme,
  texts: readonly string[],
  fitter: TextFitter,
): void {
  ctx.font = theme.font;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  let style = "";
  for (let i = 0; i < bars.length; i++) {
    const flags = bars.flags[i]!;
    if (flags & BarFlag.Thin) continue;
    const kind = bars.kind[i]! as BarKind;
    if (!hasText(kind)) continue;
    const left = Math.max(bars.x0[i]! * at.scale + at.originX, 0);
    const right = Math.min(flags & BarFlag.Open ? at.nowX : bars.x1[i]! * at.scale + at.originX, at.width);
    const room = right - left - 2 * PADDING - (flags & BarFlag.Rejected ? CROSS : 0);
    if (room < LEAST_WIDTH - 2 * PADDING) continue;
    const top = bars.y[i]! + at.originY;
    if (top > at.height || top + bars.height[i]! < 0) continue;
    const text = fitter.fit(textOf(kind, bars.label[i]!, texts), room);
    if (text === "") continue;
    const middle = Math.round(top + bars.height[i]! / 2) + 0.5;
    if (flags & BarFlag.Busy) {
      style = theme.background;
      ctx.fillStyle = style;
      ctx.globalAlpha = PLATE_ALPHA;
      ctx.fillRect(left + PADDING - PLATE, middle - 7, fitter.width(text) + 2 * PLATE, 13);
      ctx.globalAlpha = 1;
    }
    const colour = colourOf(kind, flags, bars.colour[i]!, theme);
    if (colour !== style) {
      style = colour;
      ctx.fillStyle = colour;
    }
    ctx.fillText(text, Math.round(left + PADDING), middle);
  }
}

function hasText(kind: BarKind): boolean {
  return (
    kind === BarKind.Wait ||
    kind === BarKind.Run ||
    kind === BarKind.Never ||
    kind === BarKind.Blocked ||
    kind === BarKind.Turn ||
    kind === BarKind.MergedTasks
  );
}

function textOf(kind: BarKind, label: number, texts: readonly string[]): string {
  if (kind === BarKind.MergedTasks) return `${countText(label)} calls`;
  // A task whose runs and waits say on it what they are.
  if (label < 0) return "";
  const text = texts[label] ?? "";
  return kind === BarKind.Never ? `${text}${text === "" ? "" : " · "}never settled` : text;
}

function colourOf(kind: BarKind, flags: number, colour: number, theme: Theme): string {
  if (flags & BarFlag.Dim) return theme.dim;
  if (flags & BarFlag.Hollow) return theme.foreground;
  switch (kind) {
    case BarKind.Run:
      return theme.tints[colour % theme.tints.length]!.onSolid;
    case BarKind.Blocked:
      return theme.onError;
    case BarKind.Turn:
      return theme.background;
    default:
      return theme.foreground;
  }
}
