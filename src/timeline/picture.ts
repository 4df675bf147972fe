import type { BarColumns } from "./bars.ts";
import type { Viewport } from "./viewport.ts";

/**
 * A picture: the bars of a part of the timeline at one resolution. It covers more than the screen shows and its
 * resolution is one of a few steps, so panning and zooming mostly redraw the picture at hand, scaled, and the next
 * one is asked for in the background.
 */
export interface PictureRequest {
  readonly startMs: number;
  readonly endMs: number;
  readonly msPerPx: number;
  /** Heights in the content, CSS pixels. */
  readonly top: number;
  readonly bottom: number;
}

export interface Picture extends PictureRequest {
  readonly bars: BarColumns;
}

/** Part of the screen's width and height that a picture covers on each side beyond the screen. */
const PADDING = 0.5;

/** What to ask for so that the viewport can be drawn and moved a little. */
export function pictureFor(view: Viewport, widthPx: number, top: number, heightPx: number): PictureRequest {
  const msPerPx = (view.endMs - view.startMs) / Math.max(1, widthPx);
  const step = resolutionStep(msPerPx);
  const pad = (view.endMs - view.startMs) * PADDING;
  // Edges on a coarse grid: neighbouring viewports ask for the same picture.
  const grid = Math.max(pad / 2, Number.MIN_VALUE);
  return {
    startMs: Math.floor((view.startMs - pad) / grid) * grid,
    endMs: Math.ceil((view.endMs + pad) / grid) * grid,
    msPerPx: step,
    top: Math.max(0, top - heightPx * PADDING),
    bottom: top + heightPx * (1 + PADDING),
  };
}

/** Whether the picture shows all of the viewport at a fitting resolution. */
export function covers(picture: PictureRequest, view: Viewport, widthPx: number, top: number, bottom: number): boolean {
  const step = resolutionStep((view.endMs - view.startMs) / Math.max(1, widthPx));
  return (
    picture.msPerPx === step &&
    picture.startMs <= view.startMs &&
    picture.endMs >= view.endMs &&
    picture.top <= Math.max(0, top) &&
    picture.bottom >= bottom
  );
}

/** The next finer power of √2: bars are never merged that the screen could tell apart. */
export function resolutionStep(msPerPx: number): number {
  return 2 ** (Math.floor(2 * Math.log2(msPerPx)) / 2);
}
