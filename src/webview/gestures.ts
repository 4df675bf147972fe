import { spanMs, type Viewport } from "../timeline/viewport.ts";
import type { Client } from "./client.ts";
import type { Hover } from "./hover.ts";
import type { InputEvents } from "./input.ts";
import type { Motion } from "./motion.ts";
import { RULER_HEIGHT } from "./paint-frame.ts";
import type { SelectionControl } from "./selection.ts";
import type { TimelineView } from "./timeline-view.ts";

/** A click on bars too short to tell apart shows this part of what was shown. */
const CLOSER = 1 / 12;

interface Parts {
  readonly client: Client;
  readonly timeline: TimelineView;
  readonly motion: Motion;
  readonly hover: Hover;
  readonly selection: SelectionControl;
  /** The mark of a range that is being drawn on the ruler. */
  readonly range: HTMLElement;
  readonly search: HTMLElement;
  nowMs(): number;
  isLive(): boolean;
  /** Moves the view and draws it. */
  go(move: () => void): void;
  scrollBy(pixels: number): void;
  showAll(): void;
}

/** What pointer, wheel and keys do. */
export function createGestures(parts: Parts): InputEvents {
  const { client, timeline, motion, hover, selection, range, nowMs, isLive, go } = parts;
  const perPx = () => spanMs(motion.view) / Math.max(1, timeline.width);
  const at = (x: number) => motion.view.startMs + x * perPx();
  const keyX = () => hover.x ?? timeline.width / 2;
  const glide = (view: Viewport) => go(() => motion.glide(view));
  const markRange = (from: number, to: number) => {
    range.hidden = from === to;
    range.style.transform = `translateX(${Math.min(from, to)}px)`;
    range.style.width = `${Math.abs(to - from)}px`;
  };
  return {
    panPixels(x) {
      if (x !== 0) go(() => motion.pan(x * perPx(), nowMs()));
    },
    scrollPixels(y) {
      if (y !== 0) parts.scrollBy(y);
    },
    zoomAt: (x, factor) => go(() => motion.zoom(at(x), factor, nowMs(), isLive())),
    glidePan: (part) => go(() => motion.glidePan(part, nowMs())),
    glideZoom: (factor) => go(() => motion.glideZoom(at(keyX()), factor, nowMs(), isLive())),
    hover: (x, y) => hover.over(x, y),
    leave: () => hover.leave(),
    choose(x, y, openWithFocus) {
      const found = timeline.at(x, y);
      if (found === null) {
        if (y >= RULER_HEIGHT && !openWithFocus) selection.select(null, "click");
      } else if (found.merged) {
        const half = (spanMs(motion.view) * CLOSER) / 2;
        glide({ startMs: at(x) - half, endMs: at(x) + half });
      } else if (openWithFocus) selection.openShown(true);
      else selection.select(found.selection, "click");
    },
    markRange,
    selectRange(from, to) {
      markRange(0, 0);
      if (from !== to) glide({ startMs: at(Math.min(from, to)), endMs: at(Math.max(from, to)) });
    },
    step: (by, along) => client.send({ kind: "step", by, along }),
    enter: () => selection.openShown(true),
    clear: () => selection.select(null, "click"),
    showAll: () => parts.showAll(),
    showSelection() {
      const { shown } = selection;
      if (shown === null) return;
      const endMs = Number.isNaN(shown.endMs) ? nowMs() : shown.endMs;
      const room = Math.max((endMs - shown.startMs) * 0.1, 0.001);
      glide({ startMs: shown.startMs - room, endMs: endMs + room });
    },
    search: () => parts.search.focus(),
  };
}
