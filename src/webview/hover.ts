import { countText } from "../timeline/ruler.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Client } from "./client.ts";
import { RULER_HEIGHT } from "./paint-frame.ts";
import type { TimelineView } from "./timeline-view.ts";
import type { TipView } from "./tip-view.ts";
import type { TreeView } from "./tree-view.ts";
import type { Tip } from "./worker-protocol.ts";

/** The pointer rests this long before a tip is asked for. */
const TIP_DELAY_MS = 60;

interface Parts {
  readonly client: Client;
  readonly timeline: TimelineView;
  readonly tree: TreeView;
  readonly tip: TipView;
  nowMs(): number;
  /** Asks for a frame. */
  ask(): void;
}

/** Where the pointer is over the canvas, and what that brings up: the row's highlight, the line, the tip. */
export class Hover {
  readonly #parts: Parts;
  #pointer: { readonly x: number; readonly y: number } | null = null;
  #row = -1;
  #tipFor: Selection | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Null while the pointer is elsewhere. */
  get x(): number | null {
    return this.#pointer?.x ?? null;
  }

  get row(): number {
    return this.#row;
  }

  overRow(row: number): void {
    if (row === this.#row) return;
    this.#row = row;
    this.#parts.tree.hover(row);
    this.#parts.ask();
  }

  over(x: number, y: number): void {
    const { timeline, tip, client, nowMs, ask } = this.#parts;
    this.#pointer = { x, y };
    this.overRow(timeline.rowAt(y));
    const found = timeline.at(x, y);
    timeline.canvas.classList.toggle("over-bar", found !== null);
    timeline.canvas.classList.toggle("over-ruler", y < RULER_HEIGHT);
    ask();
    if (found === null) {
      this.hideTip();
      return;
    }
    const { selection } = found;
    if (this.#isFor(selection)) {
      const at = this.#onPage();
      tip.move(at.x, at.y);
      return;
    }
    this.hideTip();
    this.#tipFor = selection;
    if (found.merged) {
      const lines = ["Too short to tell apart here", "Click to come closer"];
      this.showTip({ selection, title: `${countText(found.count)} ${found.what}`, lines });
      return;
    }
    this.#timer = setTimeout(() => client.send({ kind: "tip", selection, nowMs: nowMs() }), TIP_DELAY_MS);
  }

  leave(): void {
    this.#pointer = null;
    this.overRow(-1);
    this.hideTip();
    this.#parts.ask();
  }

  /** Shows a tip, unless the pointer has moved on since it was asked for. */
  showTip(tip: Tip): void {
    if (this.#pointer === null || !this.#isFor(tip.selection)) return;
    const at = this.#onPage();
    this.#parts.tip.show(tip, at.x, at.y);
  }

  hideTip(): void {
    clearTimeout(this.#timer);
    this.#tipFor = null;
    this.#parts.tip.hide();
  }

  #isFor(selection: Selection): boolean {
    return this.#tipFor?.kind === selection.kind && this.#tipFor.ref === selection.ref;
  }

  #onPage(): { readonly x: number; readonly y: number } {
    const box = this.#parts.timeline.canvas.getBoundingClientRect();
    return { x: (this.#pointer?.x ?? 0) + box.left, y: (this.#pointer?.y ?? 0) + box.top };
  }
}
