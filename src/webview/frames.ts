import type { PictureRequest } from "../timeline/picture.ts";
import type { Frame, TimelineView } from "./timeline-view.ts";

/** While the program runs, what is open grows: redrawn this often, milliseconds. */
const LIVE_FRAME_MS = 32;

interface Parts {
  readonly timeline: TimelineView;
  draw(atMs: number): void;
  /** Asks the worker for a picture. */
  compose(request: PictureRequest, nowMs: number): void;
}

/** When a frame is drawn, and when a new picture is composed for it: at most one is under way. */
export class Frames {
  readonly #parts: Parts;
  #isAsked = false;
  #drawnMs = 0;
  #isComposing = false;
  #isStale = true;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Asks for a frame. */
  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame((atMs) => this.drawNow(atMs));
  }

  /** A running program moves slowly on the screen: half the frames do, and the machine has other work. */
  askLater(): void {
    const wait = LIVE_FRAME_MS - (performance.now() - this.#drawnMs);
    setTimeout(() => this.ask(), Math.max(0, wait));
  }

  drawNow(atMs: number): void {
    this.#isAsked = false;
    this.#drawnMs = atMs;
    this.#parts.draw(atMs);
  }

  /** What was composed no longer holds; the next frame asks for another. */
  pictureIsStale(): void {
    this.#isStale = true;
  }

  /** The picture has come, or never will. */
  composed(): void {
    this.#isComposing = false;
  }

  compose(frame: Frame): void {
    if (this.#isComposing) return;
    const { timeline } = this.#parts;
    const request = this.#isStale ? timeline.request(frame) : timeline.wanted(frame);
    if (request === null) return;
    this.#isComposing = true;
    this.#isStale = false;
    this.#parts.compose(request, frame.nowMs);
  }
}
