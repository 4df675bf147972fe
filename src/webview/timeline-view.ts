import { BarKind } from "../timeline/bars.ts";
import { hit } from "../timeline/hit.ts";
import { covers, type Picture, type PictureRequest, pictureFor } from "../timeline/picture.ts";
import { type Tick, ticks } from "../timeline/ruler.ts";
import type { Selection } from "../timeline/selection.ts";
import { TextFitter } from "../timeline/text.ts";
import type { Viewport } from "../timeline/viewport.ts";
import { h } from "./dom.ts";
import { createHatch, paintBars } from "./paint-bars.ts";
import {
  paintCursor,
  paintEdges,
  paintGrid,
  paintRows,
  paintRuler,
  paintSelection,
  RULER_HEIGHT,
} from "./paint-frame.ts";
import { paintLabels } from "./paint-labels.ts";
import { type Scale, scaleOf } from "./scale.ts";
import type { Theme } from "./theme.ts";
import type { PictureMessage, SelectedBar } from "./worker-protocol.ts";

/** Least distance of two ticks of the ruler, CSS pixels. */
const TICK_GAP = 84;

/** What one frame shows, beside the picture. */
export interface Frame {
  readonly view: Viewport;
  readonly scrollTop: number;
  readonly nowMs: number;
  readonly live: boolean;
  /** The pointer, in the canvas; null when it is elsewhere. */
  readonly pointerX: number | null;
  readonly hoveredRow: number;
}

/** What lies under a point. */
export interface Hit {
  readonly selection: Selection;
  /** Several bars in one. */
  readonly merged: boolean;
  readonly what: string;
  readonly count: number;
}

/** The canvas with the ruler and the bars. It draws what it is given; input and requests are the app's. */
export class TimelineView {
  readonly canvas = h("canvas", {
    class: "bars",
    tabindex: 0,
    role: "application",
    "aria-label":
      "Timeline. W and S zoom, A and D pan, comma and period step through a row, brackets through executions, Enter opens the source.",
  });
  /** Texts of the sites, by number. */
  readonly texts: string[] = [];
  selected: SelectedBar | null = null;
  width = 0;
  height = 0;

  #picture: Picture | null = null;
  #message: PictureMessage | null = null;
  #theme: Theme | null = null;
  #fitter: TextFitter | null = null;
  #hatch: CanvasPattern | null = null;
  #ctx: CanvasRenderingContext2D | null = null;
  #lastFrame: Frame | null = null;

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#ctx ??= this.canvas.getContext("2d", { alpha: false });
    const ctx = this.#ctx;
    if (ctx === null) return;
    ctx.font = theme.font;
    this.#fitter = new TextFitter((text) => {
      ctx.font = theme.font;
      return ctx.measureText(text).width;
    });
    this.#hatch = createHatch(ctx, theme);
  }

  resize(width: number, height: number): void {
    const ratio = window.devicePixelRatio || 1;
    this.width = width;
    this.height = height;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
  }

  /** Height in which rows are seen. */
  get rowsHeight(): number {
    return Math.max(0, this.height - RULER_HEIGHT);
  }

  show(message: PictureMessage): void {
    this.#message = message;
    this.#picture = message.picture;
    if (this.selected !== null && message.selected !== null) this.selected = message.selected;
  }

  /** What to ask for, or null while the picture at hand serves. */
  wanted(frame: Frame): PictureRequest | null {
    const picture = this.#picture;
    const bottom = Math.min(frame.scrollTop + this.rowsHeight, this.#message?.height ?? Number.POSITIVE_INFINITY);
    if (picture !== null && covers(picture, frame.view, this.width, frame.scrollTop, bottom)) return null;
    return this.request(frame);
  }

  request(frame: Frame): PictureRequest {
    return pictureFor(frame.view, this.width, frame.scrollTop, this.rowsHeight);
  }

  /** Draws a frame: one pass over the picture's columns, one over those wide enough for text. */
  paint(frame: Frame): void {
    const ctx = this.#ctx;
    const theme = this.#theme;
    if (ctx === null || theme === null || this.width <= 0) return;
    this.#lastFrame = frame;
    const { view, scrollTop, nowMs } = frame;
    const ratio = this.canvas.width / this.width;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = theme.background;
    ctx.fillRect(0, 0, this.width, this.height);
    const x = (ms: number) => ((ms - view.startMs) / (view.endMs - view.startMs)) * this.width;
    const marks: readonly Tick[] = ticks(view.startMs, view.endMs, this.width, TICK_GAP);
    paintRows(ctx, this.#message?.rows ?? [], scrollTop, this.width, frame.hoveredRow, theme);
    paintGrid(ctx, marks, x, this.height, theme);
    const at = this.#scale(frame);
    if (at !== null && this.#picture !== null) {
      paintBars(ctx, this.#picture.bars, at, theme, this.#hatch);
      if (this.#fitter !== null) paintLabels(ctx, this.#picture.bars, at, theme, this.texts, this.#fitter);
    }
    if (this.selected !== null) paintSelection(ctx, this.selected, x, scrollTop, nowMs, theme);
    paintEdges(ctx, x, nowMs, frame.live, view, this.width, this.height, theme);
    if (frame.pointerX !== null) paintCursor(ctx, frame.pointerX, this.height, theme);
    paintRuler(ctx, marks, x, this.width, theme);
  }

  /** What lies at a point of the canvas, CSS pixels. */
  at(x: number, y: number): Hit | null {
    const frame = this.#lastFrame;
    const picture = this.#picture;
    if (frame === null || picture === null || y < RULER_HEIGHT) return null;
    const scale = this.#scale(frame);
    if (scale === null) return null;
    const toPicture = (screenX: number) => (screenX - scale.originX) / scale.scale;
    const { bars } = picture;
    const i = hit(bars, toPicture(x), y - scale.originY, toPicture(scale.nowX), 3 / scale.scale);
    if (i < 0) return null;
    const kind = bars.kind[i]! as BarKind;
    const merged = kind === BarKind.MergedTasks || kind === BarKind.MergedWaits || kind === BarKind.MergedTurns;
    const selection: Selection = { kind: kindOf(kind, bars.label[i]!), ref: bars.ref[i]! };
    const what = selection.kind === "await" ? "awaits" : selection.kind === "turn" ? "turns of the loop" : "calls";
    return { selection, merged, what, count: merged ? bars.label[i]! : 1 };
  }

  /** Row under a height of the canvas, -1 for none. */
  rowAt(y: number): number {
    const top = y - RULER_HEIGHT + (this.#lastFrame?.scrollTop ?? 0);
    if (y < RULER_HEIGHT) return -1;
    return this.#message?.rows.find((row) => top >= row.top && top < row.top + row.height)?.row ?? -1;
  }

  #scale(frame: Frame): Scale | null {
    if (this.#picture === null) return null;
    const { view, nowMs, scrollTop } = frame;
    return scaleOf(this.#picture, view, nowMs, scrollTop, this.width, this.height, RULER_HEIGHT);
  }
}

function kindOf(kind: BarKind, label: number): Selection["kind"] {
  switch (kind) {
    case BarKind.Wait:
    case BarKind.MergedWaits:
      return "await";
    case BarKind.Turn:
    case BarKind.MergedTurns:
    case BarKind.Blocked:
      return "turn";
    case BarKind.Never:
    case BarKind.Unknown:
      // A wait carries the text it waits for; a task does not.
      return label >= 0 ? "await" : "task";
    default:
      return "task";
  }
}
