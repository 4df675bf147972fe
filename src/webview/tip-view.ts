import { h } from "./dom.ts";
import type { Tip } from "./worker-protocol.ts";

/** The hover tip: beside the pointer, never under it, never beyond the page. */
export class TipView {
  readonly element = h("div", { class: "tip", role: "tooltip", hidden: true });

  show(tip: Tip, x: number, y: number): void {
    const [first, ...rest] = tip.lines;
    this.element.replaceChildren(
      h("div", { class: "tip-title" }, tip.title),
      h("div", { class: "tip-first" }, first ?? ""),
      ...rest.map((line) => h("div", { class: "dim" }, line)),
    );
    this.element.hidden = false;
    this.move(x, y);
  }

  move(x: number, y: number): void {
    if (this.element.hidden) return;
    const { offsetWidth, offsetHeight } = this.element;
    const left = x + 14 + offsetWidth > window.innerWidth ? Math.max(4, x - offsetWidth - 10) : x + 14;
    const top = y + 18 + offsetHeight > window.innerHeight ? Math.max(4, y - offsetHeight - 10) : y + 18;
    this.element.style.transform = `translate(${left}px, ${top}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
