import type { Picture } from "../timeline/picture.ts";
import type { Viewport } from "../timeline/viewport.ts";

/** From a picture's pixels to the screen's, for one frame. */
export interface Scale {
  /** Screen x of the picture's origin, and screen pixels per pixel of the picture. */
  readonly originX: number;
  readonly scale: number;
  /** Screen y of the picture's top. */
  readonly originY: number;
  readonly nowX: number;
  readonly width: number;
  readonly height: number;
}

export function scaleOf(
  picture: Picture,
  view: Viewport,
  nowMs: number,
  scrollTop: number,
  width: number,
  height: number,
  headerHeight: number,
): Scale {
  const pxPerMs = width / (view.endMs - view.startMs);
  return {
    originX: (picture.startMs - view.startMs) * pxPerMs,
    scale: picture.msPerPx * pxPerMs,
    originY: picture.top - scrollTop + headerHeight,
    nowX: (nowMs - view.startMs) * pxPerMs,
    width,
    height,
  };
}
