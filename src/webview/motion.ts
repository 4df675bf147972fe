import { clamp, follow, pan, spanMs, type Viewport, whole, zoom } from "../timeline/viewport.ts";

/** How fast the viewport glides to where keys sent it: the time in which all but a third of the way is done. */
const GLIDE_MS = 55;
/** Closer than this part of what is shown, it has arrived. */
const ARRIVED = 0.0005;
/** What is shown while there is nothing to show. */
const EMPTY_MS = 1000;

/**
 * Where the viewport is and where it goes. While nobody has moved it, it shows all of an ended trace and follows
 * the end of a live one; panning sets it free, zooming keeps following with another span.
 */
export class Motion {
  view: Viewport = whole(EMPTY_MS);
  #target: Viewport | null = null;
  #mode: "auto" | "span" | "free" = "auto";
  #lastMs = 0;
  readonly #still: MediaQueryList = window.matchMedia("(prefers-reduced-motion: reduce)");

  /** Nobody has moved the view, or it follows the end. */
  get following(): boolean {
    return this.#mode !== "free";
  }

  get moving(): boolean {
    return this.#target !== null;
  }

  /** The view for a frame at `atMs` of the page's clock. */
  frame(atMs: number, nowMs: number, live: boolean): Viewport {
    const passed = Math.min(64, atMs - this.#lastMs);
    this.#lastMs = atMs;
    if (this.#mode !== "free") {
      if (live) this.view = follow(this.view, nowMs, this.#mode === "span");
      else if (this.#mode === "auto") this.view = whole(nowMs > 0 ? nowMs : EMPTY_MS);
      else this.#mode = "free";
    } else if (this.#target !== null) this.#glide(passed);
    return this.view;
  }

  /** Shows everything, or follows the end of a live trace, until the next movement. */
  release(): void {
    this.#mode = "auto";
    this.#target = null;
  }

  /** Goes there at once. */
  jump(view: Viewport): void {
    this.#mode = "free";
    this.#target = null;
    this.view = view;
  }

  /** Goes there smoothly, or at once where motion is not wanted. */
  glide(view: Viewport): void {
    if (this.#still.matches) {
      this.jump(view);
      return;
    }
    this.#mode = "free";
    this.#target = view;
  }

  pan(byMs: number, endMs: number): void {
    this.jump(pan(this.view, byMs, endMs));
  }

  glidePan(part: number, endMs: number): void {
    const from = this.#target ?? this.view;
    this.glide(pan(from, spanMs(from) * part, endMs));
  }

  zoom(atMs: number, factor: number, endMs: number, live: boolean): void {
    if (live && this.#mode !== "free") {
      this.#mode = "span";
      this.view = zoom(this.view, this.view.endMs, factor, endMs);
    } else this.jump(zoom(this.view, atMs, factor, endMs));
  }

  glideZoom(atMs: number, factor: number, endMs: number, live: boolean): void {
    if (live && this.#mode !== "free") {
      this.zoom(atMs, factor, endMs, live);
      return;
    }
    this.glide(zoom(this.#target ?? this.view, atMs, factor, endMs));
  }

  clampTo(endMs: number): void {
    if (this.#mode === "free" && this.#target === null) this.view = clamp(this.view, endMs);
  }

  #glide(passedMs: number): void {
    const target = this.#target!;
    const part = 1 - Math.exp(-passedMs / GLIDE_MS);
    const startMs = this.view.startMs + (target.startMs - this.view.startMs) * part;
    const endMs = this.view.endMs + (target.endMs - this.view.endMs) * part;
    const left = Math.abs(target.startMs - startMs) + Math.abs(target.endMs - endMs);
    if (left < spanMs(target) * ARRIVED) {
      this.view = target;
      this.#target = null;
    } else this.view = { startMs, endMs };
  }
}
