import { on } from "./dom.ts";
import { RULER_HEIGHT } from "./paint-frame.ts";

/** What pointer, wheel and keys ask for. Positions are pixels of the canvas. */
export interface InputEvents {
  panPixels(x: number): void;
  scrollPixels(y: number): void;
  zoomAt(x: number, factor: number): void;
  /** Smooth, for keys: parts of what is shown. */
  glidePan(part: number): void;
  glideZoom(factor: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  /** `openWithFocus`: the source gets the keyboard. */
  choose(x: number, y: number, openWithFocus: boolean): void;
  selectRange(fromX: number, toX: number): void;
  markRange(fromX: number, toX: number): void;
  step(by: number, along: "site" | "lane"): void;
  enter(): void;
  clear(): void;
  showAll(): void;
  showSelection(): void;
  search(): void;
}

/** Movement below this, pixels, is a click. */
const CLICK_PX = 4;
const LINE_PX = 24;

export function listenToCanvas(canvas: HTMLCanvasElement, events: InputEvents): void {
  on(canvas, "wheel", (event) => wheel(event, canvas, events), { passive: false });
  on(canvas, "pointerdown", (event) => grab(event, canvas, events));
  on(canvas, "pointermove", (event) => {
    if (event.buttons === 0) events.hover(event.offsetX, event.offsetY);
  });
  on(canvas, "pointerleave", () => events.leave());
  on(canvas, "dblclick", (event) => events.choose(event.offsetX, event.offsetY, true));
}

/** The wheel scrolls the rows; sideways or with shift it pans; with control or command, or pinched, it zooms. */
export function wheel(event: WheelEvent, canvas: HTMLElement, events: InputEvents): void {
  event.preventDefault();
  const unit = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? canvas.clientHeight : 1;
  const x = event.deltaX * unit;
  const y = event.deltaY * unit;
  const at = event.clientX - canvas.getBoundingClientRect().left;
  // A pinch arrives as small steps with ctrlKey set.
  if (event.ctrlKey || event.metaKey)
    events.zoomAt(at, Math.exp(Math.max(-1, Math.min(1, y * 0.005 * (Math.abs(y) < 20 ? 2 : 1)))));
  else if (event.shiftKey && x === 0) events.panPixels(y);
  else if (Math.abs(x) > Math.abs(y)) events.panPixels(x);
  else events.scrollPixels(y);
}

function grab(event: PointerEvent, canvas: HTMLCanvasElement, events: InputEvents): void {
  if (event.button !== 0) return;
  canvas.setPointerCapture(event.pointerId);
  const startX = event.offsetX;
  const startY = event.offsetY;
  const onRuler = startY < RULER_HEIGHT || event.shiftKey;
  let lastX = startX;
  let lastY = startY;
  let dragged = false;
  const move = (moved: PointerEvent) => {
    const { offsetX, offsetY } = moved;
    if (!dragged && Math.hypot(offsetX - startX, offsetY - startY) < CLICK_PX) return;
    if (!dragged) canvas.classList.add("dragging");
    dragged = true;
    if (onRuler) events.markRange(startX, offsetX);
    else {
      events.panPixels(lastX - offsetX);
      events.scrollPixels(lastY - offsetY);
    }
    lastX = offsetX;
    lastY = offsetY;
  };
  const stop = (ended: PointerEvent) => {
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", stop);
    canvas.removeEventListener("pointercancel", stop);
    canvas.classList.remove("dragging");
    if (ended.type === "pointercancel") events.markRange(0, 0);
    else if (!dragged) events.choose(startX, startY, false);
    else if (onRuler) events.selectRange(startX, ended.offsetX);
  };
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
}

/** Keys that work wherever no text is typed. Returns true when the key was one. */
export function handleKey(event: KeyboardEvent, events: InputEvents): boolean {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (modified) return false;
  switch (event.key) {
    case "w":
    case "W":
    case "+":
    case "=":
      events.glideZoom(0.62);
      return true;
    case "s":
    case "S":
    case "-":
      events.glideZoom(1 / 0.62);
      return true;
    case "a":
    case "A":
    case "ArrowLeft":
      events.glidePan(event.shiftKey ? -0.75 : -0.18);
      return true;
    case "d":
    case "D":
    case "ArrowRight":
      events.glidePan(event.shiftKey ? 0.75 : 0.18);
      return true;
    case "ArrowUp":
      events.scrollPixels(-LINE_PX * 2);
      return true;
    case "ArrowDown":
      events.scrollPixels(LINE_PX * 2);
      return true;
    default:
      return handleCommandKey(event.key, events);
  }
}

function handleCommandKey(key: string, events: InputEvents): boolean {
  switch (key) {
    case ",":
      events.step(-1, "lane");
      return true;
    case ".":
      events.step(1, "lane");
      return true;
    case "[":
      events.step(-1, "site");
      return true;
    case "]":
      events.step(1, "site");
      return true;
    case "f":
    case "F":
      events.showSelection();
      return true;
    case "0":
    case "Home":
      events.showAll();
      return true;
    case "/":
      events.search();
      return true;
    case "Enter":
      events.enter();
      return true;
    case "Escape":
      events.clear();
      return true;
    default:
      return false;
  }
}

/** The key goes into a text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
