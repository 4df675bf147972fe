import type { Ending } from "../timeline/ending.ts";
import { h } from "./dom.ts";

/** What the columns of the details panel are put together from. */

export const SIGNS: Record<Ending, string> = {
  fulfilled: "✓",
  rejected: "✕",
  waiting: "●",
  running: "▸",
  "never settled": "◌",
  unknown: "?",
};

export function column(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return h("div", { class: "column" }, h("h5", {}, title), ...children);
}

export function dim(text: string): HTMLElement {
  return h("span", { class: "dim" }, text);
}

export function note(text: string): HTMLElement {
  return h("div", { class: "dim note" }, text);
}

export function chip(kind: string, text: string): HTMLElement {
  return h("span", { class: `chip ${kind}` }, text);
}

/** A bar behind an entry's text; `part` of the longest. */
export function meter(part: number, colour: number | "busy" = 0): HTMLElement {
  const element = h("span", { class: `meter ${colour === "busy" ? "busy" : `tint-${colour}`}`, "aria-hidden": "true" });
  element.style.width = `${Math.max(0, Math.min(1, Number.isNaN(part) ? 0 : part)) * 100}%`;
  return element;
}
