import type { Overview } from "../timeline/overview.ts";
import { countText } from "../timeline/ruler.ts";
import { clamp, spanMs, type Viewport, whole } from "../timeline/viewport.ts";
import { h, on, setText } from "./dom.ts";
import type { Theme, Tint } from "./theme.ts";

const HEIGHT = 52;
/** Height of the strip that marks a blocked loop. */
const BLOCKED_HEIGHT = 4;
/** The window is drawn at least this wide, so that it can be taken hold of. */
const LEAST_WINDOW = 8;

/** The whole trace: how much is in flight, where a loop was blocked, and the window that is shown below. */
export class OverviewView {
  readonly element: HTMLElement;
  readonly label: HTMLElement;
  readonly #peak: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #window: HTMLElement;
  readonly #move: (view: Viewport) => void;
  #overview: Overview | null = null;
  #theme: Theme | null = null;
  #limitMs = 0;
  #view: Viewport = { startMs: 0, endMs: 1 };
  #width = 0;

  constructor(move: (view: Viewport) => void) {
    this.#move = move;
    this.#canvas = h("canvas", { "aria-hidden": "true" });
    this.#window = h("div", { class: "window" }, h("div", { class: "grip start" }), h("div", { class: "grip end" }));
    this.element = h("div", { class: "overview" }, this.#canvas, this.#window);
    this.#peak = h("span", { class: "dim" });
    this.label = h("div", { class: "overview-label" }, h("span", {}, "In flight"), this.#peak);
    on(this.element, "pointerdown", (event) => this.#grab(event));
    on(this.element, "dblclick", () => this.#move(whole(this.#limitMs)));
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.paint();
  }

  setData(overview: Overview): void {
    this.#overview = overview;
    setText(this.#peak, overview.peak > 0 ? `peak ${countText(Math.max(1, overview.peak))}` : "");
    this.paint();
  }

  /** Places the window. `limitMs` is the end of the axis: now, while the program runs. */
  setView(view: Viewport, limitMs: number): void {
    this.#view = view;
    const stretched = Math.abs(limitMs - this.#limitMs) * this.#width > limitMs * 0.5;
    this.#limitMs = limitMs;
    const width = this.#width;
    const left = Math.max(0, this.#x(view.startMs));
    const right = Math.min(width, this.#x(view.endMs));
    const shown = Math.max(right - left, LEAST_WINDOW);
    this.#window.style.transform = `translateX(${Math.min(left, width - shown)}px)`;
    this.#window.style.width = `${shown}px`;
    if (stretched) this.paint();
  }

  resize(): void {
    this.#width = this.element.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(this.#width * ratio);
    this.#canvas.height = Math.round(HEIGHT * ratio);
    this.paint();
  }

  paint(): void {
    const ctx = this.#canvas.getContext("2d");
    const theme = this.#theme;
    if (ctx === null || theme === null) return;
    const ratio = window.devicePixelRatio || 1;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, this.#width, HEIGHT);
    const overview = this.#overview;
    if (overview === null || overview.peak <= 0 || !(this.#limitMs > 0)) return;
    this.#paintCurve(ctx, overview, theme);
    this.#paintBlocked(ctx, overview, theme);
  }

  #paintCurve(ctx: CanvasRenderingContext2D, overview: Overview, theme: Theme): void {
    const heights = this.#heights(overview);
    const base = HEIGHT - BLOCKED_HEIGHT - 1;
    const tint = theme.tints[0]!;
    ctx.beginPath();
    ctx.moveTo(0, base);
    for (let x = 0; x < heights.length; x++) ctx.lineTo(x, base - heights[x]!);
    ctx.lineTo(heights.length, base);
    ctx.closePath();
    ctx.fillStyle = tint.fill;
    ctx.fill();
    ctx.beginPath();
    for (let x = 0; x < heights.length; x++) ctx.lineTo(x + 0.5, base - heights[x]!);
    ctx.strokeStyle = tint.solid;
    ctx.lineWidth = 1;
    ctx.stroke();
    this.#paintSinceLast(ctx, heights, base, tint);
  }

  /** From the last event to now: as many as then are in flight, as far as anybody knows. */
  #paintSinceLast(ctx: CanvasRenderingContext2D, heights: Float32Array, base: number, tint: Tint): void {
    const last = heights[heights.length - 1] ?? 0;
    const width = this.#width - heights.length;
    if (last <= 0 || width < 1) return;
    ctx.globalAlpha = 0.5;
    ctx.fillStyle = tint.fill;
    ctx.fillRect(heights.length, base - last, width, last);
    ctx.fillStyle = tint.solid;
    for (let x = heights.length; x < this.#width; x += 6) ctx.fillRect(x, base - last, 3, 1);
    ctx.globalAlpha = 1;
  }

  /** One height per pixel: the highest of the stretches that fall into it. */
  #heights(overview: Overview): Float32Array {
    const { inFlight, peak } = overview;
    const width = Math.min(this.#width, Math.ceil(this.#x(overview.endMs)));
    const heights = new Float32Array(Math.max(0, width));
    const room = HEIGHT - BLOCKED_HEIGHT - 10;
    const scale = inFlight.length / Math.max(1, this.#x(overview.endMs));
    for (let x = 0; x < width; x++) {
      const from = Math.floor(x * scale);
      const to = Math.min(Math.max(from + 1, Math.floor((x + 1) * scale)), inFlight.length);
      let highest = 0;
      for (let i = from; i < to; i++) if (inFlight[i]! > highest) highest = inFlight[i]!;
      // Something in flight is never nothing on the screen.
      heights[x] = highest > 0 ? Math.max(1.5, (highest / peak) * room) : 0;
    }
    return heights;
  }

  #paintBlocked(ctx: CanvasRenderingContext2D, overview: Overview, theme: Theme): void {
    const { blocked } = overview;
    const perStretch = this.#x(overview.endMs) / blocked.length;
    ctx.fillStyle = theme.error;
    for (let i = 0; i < blocked.length; i++) {
      if (blocked[i] === 0) continue;
      let to = i;
      while (to < blocked.length && blocked[to] !== 0) to++;
      ctx.fillRect(i * perStretch, HEIGHT - BLOCKED_HEIGHT, Math.max(2, (to - i) * perStretch), BLOCKED_HEIGHT);
      i = to;
    }
  }

  #x(ms: number): number {
    return this.#limitMs > 0 ? (ms / this.#limitMs) * this.#width : 0;
  }

  #ms(x: number): number {
    return this.#width > 0 ? (x / this.#width) * this.#limitMs : 0;
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0 || this.#limitMs <= 0) return;
    event.preventDefault();
    const box = this.element.getBoundingClientRect();
    const target = event.target as Element;
    const grip = target.classList.contains("start") ? "start" : target.classList.contains("end") ? "end" : null;
    const startX = event.clientX - box.left;
    let from = this.#view;
    const inside = target === this.#window;
    if (grip === null && !inside) {
      const span = spanMs(from);
      from = clamp({ startMs: this.#ms(startX) - span / 2, endMs: this.#ms(startX) + span / 2 }, this.#limitMs);
      this.#move(from);
    }
    const drag = (moved: PointerEvent) => {
      const by = this.#ms(moved.clientX - box.left) - this.#ms(startX);
      const startMs = grip === "end" ? from.startMs : from.startMs + by;
      const endMs = grip === "start" ? from.endMs : from.endMs + by;
      if (grip !== null && endMs - startMs <= 0) return;
      this.#move(clamp({ startMs, endMs }, this.#limitMs));
    };
    const stop = () => {
      window.removeEventListener("pointermove", drag);
      window.removeEventListener("pointerup", stop);
      window.removeEventListener("pointercancel", stop);
    };
    window.addEventListener("pointermove", drag);
    window.addEventListener("pointerup", stop);
    window.addEventListener("pointercancel", stop);
  }
}
