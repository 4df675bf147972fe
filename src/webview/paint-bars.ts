import { type BarColumns, BarFlag, BarKind } from "../timeline/bars.ts";
import type { Scale } from "./scale.ts";
import type { Theme, Tint } from "./theme.ts";

/**
 * Draws the bars of a picture on a 2D canvas.
 *
 * Canvas 2D, not WebGL: without a GPU, which is how many remote and virtual desktops run, the browser emulates WebGL on the
 * CPU and pays a full-screen copy per frame on top; two `fillRect`s per bar in runs of one colour stay well inside a
 * frame for the few thousand bars a picture holds, because the level of detail never makes more (figures in
 * BENCHMARKS.md). One path also means one look, with and without a GPU.
 */
export function paintBars(
  ctx: CanvasRenderingContext2D,
  bars: BarColumns,
  at: Scale,
  theme: Theme,
  hatch: CanvasPattern | null,
): void {
  let key = -1;
  let paint: Paint = skip;
  let tint: Tint = theme.tints[0]!;
  const { x0, x1, y, height, kind, colour, flags } = bars;
  for (let i = 0; i < bars.length; i++) {
    const left = x0[i]! * at.scale + at.originX;
    if (left > at.width) continue;
    const open = (flags[i]! & BarFlag.Open) !== 0;
    const right = open ? Math.max(at.nowX, left) : x1[i]! * at.scale + at.originX;
    if (right < 0) continue;
    const top = y[i]! + at.originY;
    if (top > at.height || top + height[i]! < 0) continue;
    const brush = (kind[i]! << 8) | colour[i]! | ((flags[i]! & BarFlag.Dim) << 4);
    if (brush !== key) {
      key = brush;
      tint = theme.tints[colour[i]! % theme.tints.length]!;
      paint = painter(ctx, kind[i]! as BarKind, (flags[i]! & BarFlag.Dim) !== 0, tint, colour[i]!, theme, hatch);
    }
    // Whole pixels: edges stay sharp, and neighbours neither overlap nor gape.
    const from = Math.max(Math.round(left), -4);
    const to = Math.max(Math.min(Math.round(right), at.width + 4), from + 1);
    paint(from, top, to - from, height[i]!, flags[i]!);
  }
}

type Paint = (x: number, y: number, width: number, height: number, flags: number) => void;

const skip: Paint = () => {};

/** How bars of one kind and colour are drawn. Sets the brush once; a call per bar then fills. */
function painter(
  ctx: CanvasRenderingContext2D,
  kind: BarKind,
  dim: boolean,
  tint: Tint,
  shade: number,
  theme: Theme,
  hatch: CanvasPattern | null,
): Paint {
  switch (kind) {
    case BarKind.Task:
      ctx.fillStyle = dim ? tint.dimSolid : tint.solid;
      return (x, y, width, height) => ctx.fillRect(x, y, width, height);
    case BarKind.MergedTasks:
      ctx.fillStyle = dim ? tint.dimSolid : tint.merged;
      return (x, y, width, height) => ctx.fillRect(x, y, width, height);
    case BarKind.Wait:
      return wait(ctx, dim ? tint.dimFill : tint.fill, dim ? tint.dimSolid : tint.edge);
    case BarKind.MergedWaits:
      ctx.fillStyle = dim ? tint.dimFill : tint.merged;
      return (x, y, width, height) => ctx.fillRect(x, y, width, height);
    case BarKind.Never:
      return never(ctx, theme);
    case BarKind.Unknown:
      return unknown(ctx, theme);
    case BarKind.Busy:
      ctx.fillStyle = hatch ?? theme.busy;
      return (x, y, width, height) => ctx.fillRect(x, y + 1, width, height - 2);
    case BarKind.Rejected:
      return rejected(ctx, theme);
    case BarKind.Turn:
      ctx.fillStyle = theme.turn;
      return (x, y, width, height) => ctx.fillRect(x, y, width, height);
    case BarKind.MergedTurns:
      ctx.fillStyle = theme.turnShades[shade]!;
      return (x, y, width, height) => ctx.fillRect(x, y, width, height);
    case BarKind.Blocked:
      ctx.fillStyle = theme.error;
      return (x, y, width, height) => ctx.fillRect(x, y, width, height);
    case BarKind.Run:
      return skip;
    default:
      return kind satisfies never;
  }
}

/** A surface with an edge. The task below shows as a solid mark where it suspended and where it resumed. */
function wait(ctx: CanvasRenderingContext2D, fill: string, edge: string): Paint {
  return (x, y, width, height, flags) => {
    const thin = (flags & BarFlag.Thin) !== 0;
    const inset = width > 7 ? 2 : width > 3 ? 1 : 0;
    const after = width > 12 && !thin ? 1 : 0;
    ctx.fillStyle = edge;
    ctx.fillRect(x + inset, y, width - inset - after, height);
    if (width - inset - after < 4 || thin) {
      if (!thin || width < 3) return;
    }
    ctx.fillStyle = fill;
    ctx.fillRect(x + inset, y + 1, width - inset - after - 1, height - 2);
  };
}

/** Never settled: an open, dashed frame that fades towards its end. */
function never(ctx: CanvasRenderingContext2D, theme: Theme): Paint {
  return (x, y, width, height) => {
    ctx.fillStyle = theme.background;
    ctx.fillRect(x + 2, y, width - 2, height);
    ctx.fillStyle = theme.errorFill;
    ctx.fillRect(x + 2, y, width - 2, height);
    ctx.fillStyle = theme.error;
    const right = x + width;
    for (let at = x + 2; at < right; at += 6) {
      const dash = Math.min(4, right - at);
      ctx.fillRect(at, y, dash, 1);
      ctx.fillRect(at, y + height - 1, dash, 1);
    }
    for (let at = y; at < y + height; at += 4) ctx.fillRect(right - 1, at, 1, 2);
  };
}

/** Its end was lost: dots, and no surface that would claim to know. */
function unknown(ctx: CanvasRenderingContext2D, theme: Theme): Paint {
  return (x, y, width, height) => {
    ctx.fillStyle = theme.background;
    ctx.fillRect(x, y, width, height);
    ctx.fillStyle = theme.dim;
    for (let at = x; at < x + width; at += 4) {
      ctx.fillRect(at, y, 1, 1);
      ctx.fillRect(at, y + height - 1, 1, 1);
    }
  };
}

/** A cap taller than the bar, with a cross beside it where there is room: seen without colour. */
function rejected(ctx: CanvasRenderingContext2D, theme: Theme): Paint {
  return (x, y, width, height, flags) => {
    const right = x + width;
    const thin = (flags & BarFlag.Thin) !== 0;
    ctx.fillStyle = theme.error;
    if (thin || width < 20) {
      ctx.fillRect(Math.max(x, right - 2), y - (thin ? 0 : 2), 3, height + (thin ? 0 : 4));
      return;
    }
    const box = Math.min(height, 18);
    const left = right - box;
    ctx.fillRect(left, y, box, height);
    ctx.strokeStyle = theme.onError;
    ctx.lineWidth = 1.5;
    const middleX = left + box / 2;
    const middleY = y + height / 2;
    ctx.beginPath();
    ctx.moveTo(middleX - 3.5, middleY - 3.5);
    ctx.lineTo(middleX + 3.5, middleY + 3.5);
    ctx.moveTo(middleX + 3.5, middleY - 3.5);
    ctx.lineTo(middleX - 3.5, middleY + 3.5);
    ctx.stroke();
  };
}

/** The hatch of a busy loop, as a pattern that follows the device's pixels. */
export function createHatch(ctx: CanvasRenderingContext2D, theme: Theme): CanvasPattern | null {
  const size = 7;
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const inner = tile.getContext("2d");
  if (inner === null) return null;
  inner.strokeStyle = theme.busyStripe;
  inner.lineWidth = 1.6;
  inner.beginPath();
  for (const shift of [-size, 0, size]) {
    inner.moveTo(shift - 1, size + 1);
    inner.lineTo(shift + size + 1, -1);
  }
  inner.stroke();
  return ctx.createPattern(tile, "repeat");
}
