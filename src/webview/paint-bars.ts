import { type BarColumns, BarFlag, BarKind } from "../timeline/bars.ts";
import type { Scale } from "./scale.ts";
import type { Theme, Tint } from "./theme.ts";

/**
 * Draws the bars of a picture on a 2D canvas.
 *
 * Canvas 2D, not WebGL: without a GPU, which is how many remote and virtual desktops run, the browser emulates WebGL
 * on the CPU and pays a full-screen copy per frame on top, while runs of `fillRect` in one colour stay inside a frame
 * for the few thousand bars that the level of detail leaves (figures in BENCHMARKS.md). One path also means one look,
 * with and without a GPU.
 */
export function paintBars(
  ctx: CanvasRenderingContext2D,
  bars: BarColumns,
  at: Scale,
  theme: Theme,
  hatch: CanvasPattern | null,
): void {
  const painter = new BarPainter(ctx, bars, at, theme, hatch);
  for (let from = 0; from < bars.length; ) {
    const brush = brushOf(bars, from);
    let to = from + 1;
    while (to < bars.length && brushOf(bars, to) === brush) to++;
    painter.run(from, to);
    from = to;
  }
}

/** Bars of one brush are drawn alike; the picture has them in runs. */
function brushOf({ kind, colour, flags }: BarColumns, i: number): number {
  return (kind[i]! << 8) | colour[i]! | ((flags[i]! & BarFlag.Dim) << 4);
}

type Paint = (x: number, y: number, width: number, height: number, flags: number) => void;

class BarPainter {
  readonly #ctx: CanvasRenderingContext2D;
  readonly #bars: BarColumns;
  readonly #at: Scale;
  readonly #theme: Theme;
  readonly #hatch: CanvasPattern | null;

  constructor(ctx: CanvasRenderingContext2D, bars: BarColumns, at: Scale, theme: Theme, hatch: CanvasPattern | null) {
    this.#ctx = ctx;
    this.#bars = bars;
    this.#at = at;
    this.#theme = theme;
    this.#hatch = hatch;
  }

  run(from: number, to: number): void {
    const { kind, colour, flags } = this.#bars;
    const theme = this.#theme;
    const tint = theme.tints[colour[from]! % theme.tints.length]!;
    const dim = (flags[from]! & BarFlag.Dim) !== 0;
    const which = kind[from]! as BarKind;
    switch (which) {
      case BarKind.Task:
        this.#fill(from, to, dim ? tint.dimSolid : tint.solid);
        return;
      case BarKind.MergedTasks:
        this.#fill(from, to, dim ? tint.dimSolid : tint.merged);
        return;
      case BarKind.Wait:
        this.#waits(from, to, tint, dim);
        return;
      case BarKind.MergedWaits:
        this.#fill(from, to, dim ? tint.dimFill : tint.merged);
        return;
      case BarKind.Never:
        this.#each(from, to, never(this.#ctx, theme));
        return;
      case BarKind.Unknown:
        this.#each(from, to, unknown(this.#ctx, theme));
        return;
      case BarKind.Busy:
        this.#fill(from, to, this.#hatch ?? theme.busy);
        return;
      case BarKind.Rejected:
        this.#each(from, to, rejected(this.#ctx, theme));
        return;
      case BarKind.Turn:
        this.#fill(from, to, theme.turn);
        return;
      case BarKind.MergedTurns:
        this.#fill(from, to, theme.turnShades[colour[from]!]!);
        return;
      case BarKind.Blocked:
        this.#fill(from, to, theme.error);
        return;
      case BarKind.Run:
        return;
      default:
        which satisfies never;
    }
  }

  #fill(from: number, to: number, style: string | CanvasPattern): void {
    const ctx = this.#ctx;
    ctx.fillStyle = style;
    this.#each(from, to, (x, y, width, height) => ctx.fillRect(x, y, width, height));
  }

  /**
   * A wait is a surface with an edge; the task below it shows as a solid mark where it suspended and resumed. All
   * edges are drawn first, then all surfaces: changing the colour twice a bar cost as much as the bars.
   */
  #waits(from: number, to: number, tint: Tint, dim: boolean): void {
    const ctx = this.#ctx;
    ctx.fillStyle = dim ? tint.dimSolid : tint.edge;
    this.#each(from, to, (x, y, width, height, flags) => {
      const before = inset(width);
      ctx.fillRect(x + before, y, width - before - gapAfter(width, flags), height);
    });
    ctx.fillStyle = dim ? tint.dimFill : tint.fill;
    this.#each(from, to, (x, y, width, height, flags) => {
      const before = inset(width);
      const inner = width - before - gapAfter(width, flags) - 1;
      if (inner > 1) ctx.fillRect(x + before, y + 1, inner, height - 2);
    });
  }

  /** Calls `paint` with the place on the screen of each bar that is in sight. */
  #each(from: number, to: number, paint: Paint): void {
    const { x0, x1, y, height, flags } = this.#bars;
    const { originX, originY, scale, nowX, width, height: screenHeight } = this.#at;
    for (let i = from; i < to; i++) {
      const left = x0[i]! * scale + originX;
      if (left > width) continue;
      const right = flags[i]! & BarFlag.Open ? Math.max(nowX, left) : x1[i]! * scale + originX;
      if (right < 0) continue;
      const top = y[i]! + originY;
      if (top > screenHeight || top + height[i]! < 0) continue;
      // Whole pixels: edges stay sharp, and neighbours neither overlap nor gape.
      const start = Math.max(Math.round(left), -4);
      const end = Math.max(Math.min(Math.round(right), width + 4), start + 1);
      paint(start, top, end - start, height[i]!, flags[i]!);
    }
  }
}

/** Room before a wait in which the task's solid colour shows, and after it. */
function inset(width: number): number {
  return width > 7 ? 2 : width > 3 ? 1 : 0;
}

function gapAfter(width: number, flags: number): number {
  return width > 12 && !(flags & BarFlag.Thin) ? 1 : 0;
}

/** Never settled: an open, dashed frame. */
function never(ctx: CanvasRenderingContext2D, theme: Theme): Paint {
  return (x, y, width, height) => {
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

/** The stripes of a busy loop. */
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
