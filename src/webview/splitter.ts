import { h, on } from "./dom.ts";

interface Limits {
  readonly least: number;
  readonly most: () => number;
}

/**
 * A handle between two parts of the page, for pointer and arrow keys. `size` is what it changes, in pixels;
 * `grows` is the direction in which that becomes larger.
 */
export function splitter(
  axis: "x" | "y",
  grows: 1 | -1,
  label: string,
  limits: Limits,
  read: () => number,
  write: (size: number) => void,
): HTMLElement {
  const element = h("div", {
    class: `splitter ${axis}`,
    role: "separator",
    tabindex: 0,
    "aria-label": label,
    "aria-orientation": axis === "x" ? "vertical" : "horizontal",
  });
  const set = (size: number) => {
    const rounded = Math.round(Math.max(limits.least, Math.min(limits.most(), size)));
    element.setAttribute("aria-valuenow", String(rounded));
    write(rounded);
  };
  on(element, "pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    const from = axis === "x" ? event.clientX : event.clientY;
    const size = read();
    const move = (moved: PointerEvent) => set(size + grows * ((axis === "x" ? moved.clientX : moved.clientY) - from));
    const stop = () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  });
  on(element, "keydown", (event) => {
    const more = axis === "x" ? "ArrowRight" : "ArrowDown";
    const less = axis === "x" ? "ArrowLeft" : "ArrowUp";
    if (event.key !== more && event.key !== less) return;
    event.preventDefault();
    event.stopPropagation();
    set(read() + grows * (event.key === more ? 16 : -16));
  });
  return element;
}
