import type { Tick } from "../timeline/ruler.ts";
import type { Viewport } from "../timeline/viewport.ts";
import type { Theme } from "./theme.ts";
import type { RowView, SelectedBar } from "./worker-protocol.ts";

/** Height of the ruler above the rows, CSS pixels. */
export const RULER_HEIGHT = 24;

type Ctx = CanvasRenderingContext2D;

/** The ruler's ticks and the lines they continue as, below everything else. */
export function paintGrid(
  ctx: Ctx,
  ticks: readonly Tick[],
  x: (ms: number) => number,
  height: number,
  theme: Theme,
): void {
  ctx.fillStyle = theme.faintLine;
  for (const { atMs } of ticks) ctx.fillRect(Math.round(x(atMs)), RULER_HEIGHT, 1, height - RULER_HEIGHT);
}

export function paintRuler(
  ctx: Ctx,
  ticks: readonly Tick[],
  x: (ms: number) => number,
  width: number,
  theme: Theme,
): void {
  ctx.fillStyle = theme.background;
  ctx.fillRect(0, 0, width, RULER_HEIGHT);
  ctx.fillStyle = theme.line;
  ctx.fillRect(0, RULER_HEIGHT - 1, width, 1);
  for (const { atMs } of ticks) ctx.fillRect(Math.round(x(atMs)), RULER_HEIGHT - 7, 1, 7);
  ctx.fillStyle = theme.dim;
  ctx.font = theme.font;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { atMs, text } of ticks) {
    const left = Math.round(x(atMs)) + 5;
    // A cut number would read as another one.
    if (left + ctx.measureText(text).width <= width) ctx.fillText(text, left, RULER_HEIGHT / 2);
  }
}

/** Lines between threads, and the row under the pointer. */
export function paintRows(
  ctx: Ctx,
  rows: readonly RowView[],
  scrollTop: number,
  width: number,
  hovered: number,
  theme: Theme,
): void {
  for (const row of rows) {
    const top = Math.round(row.top - scrollTop + RULER_HEIGHT);
    if (row.row === hovered) {
      ctx.fillStyle = theme.hover;
      ctx.fillRect(0, top, width, row.height);
    }
    if (row.kind !== "thread") continue;
    ctx.fillStyle = theme.line;
    if (row.position > 0) ctx.fillRect(0, top, width, 1);
    ctx.fillRect(0, top + row.height - 1, width, 1);
  }
}

/** The selection's outline, and the arrow from what let it go on. */
export function paintSelection(
  ctx: Ctx,
  bar: SelectedBar,
  x: (ms: number) => number,
  scrollTop: number,
  nowMs: number,
  theme: Theme,
): void {
  if (bar.top < 0) return;
  const left = Math.round(x(bar.startMs));
  const right = Math.round(x(Number.isNaN(bar.endMs) ? nowMs : bar.endMs));
  const top = Math.round(bar.top - scrollTop + RULER_HEIGHT);
  ctx.strokeStyle = theme.background;
  ctx.lineWidth = 1;
  ctx.strokeRect(left - 2.5, top - 2.5, Math.max(right - left, 2) + 5, bar.height + 5);
  ctx.strokeStyle = theme.focus;
  ctx.lineWidth = 2;
  ctx.strokeRect(left - 1, top - 1, Math.max(right - left, 2) + 2, bar.height + 2);
  if (bar.from === null || (bar.from.to === "end" && Number.isNaN(bar.endMs))) return;
  const fromY = Math.round(bar.from.top - scrollTop + RULER_HEIGHT + bar.from.height / 2);
  const from = { x: x(bar.from.atMs), y: fromY };
  const y = top + bar.height / 2;
  if (bar.from.to === "end") paintArrow(ctx, from, { x: right, y }, 1, theme);
  else paintArrow(ctx, from, { x: left, y }, -1, theme);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** `side`: 1 where it comes to the right edge of a bar, -1 where to the left one. */
function paintArrow(ctx: Ctx, { x: x0, y: y0 }: Point, { x: x1, y: y1 }: Point, side: 1 | -1, theme: Theme): void {
  if (Math.abs(y1 - y0) < 4) return;
  const bend = Math.max(14, Math.min(60, Math.abs(y1 - y0) / 6));
  ctx.strokeStyle = theme.busy;
  ctx.fillStyle = theme.busy;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x0 + 1, y0);
  ctx.bezierCurveTo(x0 + bend, y0, x1 + side * bend, y1, x1 + side * 7, y1);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x1 + side, y1);
  ctx.lineTo(x1 + side * 8, y1 - 4);
  ctx.lineTo(x1 + side * 8, y1 + 4);
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x0 + 1, y0, 2.5, 0, 7);
  ctx.fill();
}

/** Where now is, while the program runs; where the trace ends, once it has. */
export function paintEdges(
  ctx: Ctx,
  x: (ms: number) => number,
  endMs: number,
  live: boolean,
  view: Viewport,
  width: number,
  height: number,
  theme: Theme,
): void {
  const end = Math.round(x(endMs));
  if (endMs >= view.startMs && end < width) {
    ctx.fillStyle = live ? theme.accent : theme.line;
    ctx.fillRect(end, live ? 0 : RULER_HEIGHT, 1, height);
  }
}

/** The line under the pointer. */
export function paintCursor(ctx: Ctx, at: number, height: number, theme: Theme): void {
  ctx.fillStyle = theme.dim;
  for (let y = RULER_HEIGHT; y < height; y += 5) ctx.fillRect(Math.round(at), y, 1, 2);
}
