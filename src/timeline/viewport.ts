/** The part of time that is shown, milliseconds from the trace's start. */
export interface Viewport {
  readonly startMs: number;
  readonly endMs: number;
}

/** Twenty ticks of the trace's clock; closer, there is nothing to see, and 32-bit positions would shake. */
export const SHORTEST_MS = 0.002;
/** Empty time that can be shown before the start and after the end, as a part of what is shown. */
const MARGIN = 0.03;
/** A live view shows all of a short run, and this much of a longer one. */
export const FOLLOW_MS = 10_000;

export function spanMs(view: Viewport): number {
  return view.endMs - view.startMs;
}

/** Shows everything from 0 to `endMs`, with a little room. */
export function whole(endMs: number): Viewport {
  const span = Math.max(endMs, SHORTEST_MS);
  return { startMs: -span * 0.005, endMs: span * (1 + MARGIN / 2) };
}

/** Keeps the viewport between a little before 0 and a little after `endMs`. */
export function clamp(view: Viewport, endMs: number): Viewport {
  const most = Math.max(endMs, SHORTEST_MS);
  const span = Math.min(Math.max(spanMs(view), SHORTEST_MS), most * (1 + 2 * MARGIN));
  const margin = span * MARGIN;
  const middle = (view.startMs + view.endMs) / 2;
  const lowest = -margin;
  const highest = Math.max(most + margin - span, lowest);
  const startMs = Math.min(Math.max(middle - span / 2, lowest), highest);
  return { startMs, endMs: startMs + span };
}

/** Zooms so that `atMs` stays where it is; `factor` below 1 shows less time. */
export function zoom(view: Viewport, atMs: number, factor: number, endMs: number): Viewport {
  const most = Math.max(endMs, SHORTEST_MS) * (1 + 2 * MARGIN);
  const span = Math.min(Math.max(spanMs(view) * factor, SHORTEST_MS), most);
  const part = (atMs - view.startMs) / spanMs(view);
  const startMs = atMs - part * span;
  return clamp({ startMs, endMs: startMs + span }, endMs);
}

export function pan(view: Viewport, byMs: number, endMs: number): Viewport {
  return clamp({ startMs: view.startMs + byMs, endMs: view.endMs + byMs }, endMs);
}

/** The end of a live trace at the right, the whole of it while it is short. */
export function follow(view: Viewport, nowMs: number, keepSpan: boolean): Viewport {
  const span = keepSpan ? spanMs(view) : FOLLOW_MS;
  if (!keepSpan && nowMs <= span) return whole(Math.max(nowMs, 200));
  const endMs = nowMs + span * (MARGIN / 2);
  return { startMs: endMs - span, endMs };
}

/** Moves as little as needed, and zooms out as little as needed, so that the stretch is well in sight. */
export function reveal(view: Viewport, startMs: number, endMs: number, limitMs: number): Viewport {
  const length = Math.max(endMs - startMs, 0);
  let span = spanMs(view);
  // A bar that fills the screen, or is a hair on it, says little: show it at a third of the width.
  if (length > span * 0.9 || length < span / 400) span = Math.max(length * 3, SHORTEST_MS * 4);
  const middle = (startMs + endMs) / 2;
  const visible = span === spanMs(view) && startMs >= view.startMs && endMs <= view.endMs;
  if (visible) return view;
  return clamp({ startMs: middle - span / 2, endMs: middle + span / 2 }, limitMs);
}
