import { countText } from "../timeline/ruler.ts";
import { h, on, setText } from "./dom.ts";
import type { RowView } from "./worker-protocol.ts";

const INDENT = 12;

export interface TreeEvents {
  toggle(row: RowView, collapsed: boolean): void;
  /** The row was clicked or entered: show its first task. */
  choose(row: RowView): void;
  hover(row: number): void;
  scrollTo(top: number, height: number): void;
  /** Somebody else brings rows into sight: all that shows them is to move by so much, CSS pixels. */
  scrollBy(px: number): void;
  wheel(event: WheelEvent): void;
}

/**
 * The labels of the rows: a tree for the keyboard and for screen readers, of which only what is in sight is in the
 * document.
 */
export class TreeView {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #events: TreeEvents;
  readonly #elements = new Map<number, HTMLElement>();
  #rows: readonly RowView[] = [];
  #active = -1;
  #hovered = -1;

  constructor(events: TreeEvents) {
    this.#events = events;
    this.#list = h("div", { class: "tree-list" });
    this.element = h(
      "div",
      {
        class: "tree",
        role: "tree",
        tabindex: 0,
        "aria-label": "Tasks. Arrow keys move, left and right close and open.",
      },
      this.#list,
    );
    on(this.element, "keydown", (event) => this.#key(event));
    on(this.element, "focus", () => {
      if (this.#active < 0 && this.#rows[0] !== undefined) this.#activate(this.#rows[0]);
    });
    on(this.element, "wheel", (event) => events.wheel(event), { passive: false });
    on(this.element, "pointerleave", () => events.hover(-1));
    // A screen reader or the browser's search scrolls this element alone, away from the bars beside it.
    on(this.element, "scroll", () => {
      const px = this.element.scrollTop;
      this.element.scrollTop = 0;
      if (px !== 0) events.scrollBy(px);
    });
  }

  /** Shows the rows; rows that stay keep their element. */
  show(rows: readonly RowView[]): void {
    this.#rows = rows;
    const gone = new Set(this.#elements.keys());
    for (const row of rows) {
      gone.delete(row.row);
      let element = this.#elements.get(row.row);
      if (element === undefined) {
        element = this.#create(row.row);
        this.#elements.set(row.row, element);
        this.#list.append(element);
      }
      this.#fill(element, row);
    }
    for (const row of gone) {
      this.#elements.get(row)?.remove();
      this.#elements.delete(row);
    }
  }

  scroll(top: number): void {
    this.#list.style.transform = `translateY(${-top}px)`;
  }

  hover(row: number): void {
    if (row === this.#hovered) return;
    this.#elements.get(this.#hovered)?.classList.remove("hovered");
    this.#elements.get(row)?.classList.add("hovered");
    this.#hovered = row;
  }

  #create(row: number): HTMLElement {
    const element = h(
      "div",
      { class: "row", role: "treeitem", id: `row-${row}` },
      h("span", { class: "twisty", "aria-hidden": "true" }),
      h("span", { class: "swatch", "aria-hidden": "true" }),
      h("span", { class: "row-name" }),
      h("span", { class: "row-detail" }),
      h("span", { class: "row-bad" }),
      h("span", { class: "row-open" }),
    );
    on(element, "click", (event) => {
      const view = this.#find(row);
      if (view === undefined) return;
      this.#activate(view);
      const onTwisty = event.target instanceof Element && event.target.classList.contains("twisty");
      if (view.collapsed !== null && (onTwisty || view.kind === "thread")) this.#events.toggle(view, !view.collapsed);
      else this.#events.choose(view);
    });
    on(element, "dblclick", () => {
      const view = this.#find(row);
      if (view !== undefined && view.collapsed !== null) this.#events.toggle(view, !view.collapsed);
    });
    on(element, "pointerenter", () => this.#events.hover(row));
    return element;
  }

  #fill(element: HTMLElement, row: RowView): void {
    const [twisty, swatch, name, detail, bad, open] = element.children as unknown as HTMLElement[];
    element.style.top = `${row.top}px`;
    element.style.height = `${row.height}px`;
    element.style.paddingLeft = `${6 + Math.max(0, row.depth - 1) * INDENT}px`;
    element.className = `row ${row.kind}${row.row === this.#active ? " active" : ""}${row.row === this.#hovered ? " hovered" : ""}`;
    element.setAttribute("aria-level", String(row.depth + 1));
    if (row.collapsed === null) element.removeAttribute("aria-expanded");
    else element.setAttribute("aria-expanded", String(!row.collapsed));
    twisty!.className = `twisty${row.collapsed === null ? "" : row.collapsed ? " closed" : " opened"}`;
    swatch!.className = row.colour < 0 ? "swatch none" : `swatch tint-${row.colour}`;
    setText(name!, row.name);
    setText(detail!, row.detail);
    setText(bad!, row.rejected > 0 ? `✕${several(row.rejected)}` : "");
    setText(open!, row.open > 0 ? `${row.openWord === "waiting" ? "●" : "◌"}${several(row.open)}` : "");
    open!.className = `row-open${row.openWord === "waiting" ? "" : " never"}`;
    const label = [row.name, row.detail, badWords(row)].filter(Boolean).join(", ");
    if (element.getAttribute("aria-label") !== label) {
      element.setAttribute("aria-label", label);
      element.title = label;
    }
  }

  #find(row: number): RowView | undefined {
    return this.#rows.find((view) => view.row === row);
  }

  #activate(row: RowView): void {
    this.#elements.get(this.#active)?.classList.remove("active");
    this.#active = row.row;
    this.#elements.get(row.row)?.classList.add("active");
    this.element.setAttribute("aria-activedescendant", `row-${row.row}`);
    this.#events.scrollTo(row.top, row.height);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#rows.findIndex((row) => row.row === this.#active);
    const row = this.#rows[at];
    if (row === undefined || !this.#handleKey(event.key, row, at)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #handleKey(key: string, row: RowView, at: number): boolean {
    switch (key) {
      case "ArrowDown":
        return this.#go(at + 1);
      case "ArrowUp":
        return this.#go(at - 1);
      case "ArrowRight":
        if (row.collapsed === true) this.#events.toggle(row, false);
        else if (row.collapsed === false) this.#go(at + 1);
        return true;
      case "ArrowLeft":
        if (row.collapsed === false) this.#events.toggle(row, true);
        else this.#go(this.#parentOf(at));
        return true;
      case "Enter":
      case " ":
        if (row.kind === "thread" && row.collapsed !== null) this.#events.toggle(row, !row.collapsed);
        else this.#events.choose(row);
        return true;
      default:
        return false;
    }
  }

  #parentOf(at: number): number {
    const depth = this.#rows[at]!.depth;
    for (let above = at - 1; above >= 0; above--) if (this.#rows[above]!.depth < depth) return above;
    return at;
  }

  #go(at: number): boolean {
    const row = this.#rows[at];
    if (row !== undefined) this.#activate(row);
    return true;
  }
}

/** The number behind a sign, so that colour is not all. */
function several(count: number): string {
  return count > 1 ? countText(count) : "";
}

function badWords(row: RowView): string {
  const words: string[] = [];
  if (row.rejected > 0) words.push(`${countText(row.rejected)} rejected`);
  if (row.open > 0) words.push(`${countText(row.open)} ${row.openWord}`);
  return words.join(", ");
}
