import { h } from "./dom.ts";
import { splitter } from "./splitter.ts";

const LEAST_TREE = 90;
const LEAST_DETAILS = 60;
/** Height that the rows keep, whatever the details take. */
const LEAST_ROWS = 120;
const SHOWN_MS = 2500;

export interface Parts {
  readonly toolbar: HTMLElement;
  readonly overviewLabel: HTMLElement;
  readonly overview: HTMLElement;
  readonly tree: HTMLElement;
  readonly canvas: HTMLElement;
  readonly details: HTMLElement;
  readonly tip: HTMLElement;
}

/** The page's frame: where each part stands, and the two lines that can be moved. */
export class Layout {
  readonly problem = h("div", { class: "problem", role: "alert", hidden: true });
  readonly empty = h("div", { class: "empty", hidden: true });
  readonly range = h("div", { class: "range", hidden: true });
  readonly #live = h("div", { class: "unseen", "aria-live": "polite" });
  readonly spacer = h("div", {});
  readonly scroller = h("div", { class: "scroller", tabindex: -1 }, this.spacer);
  readonly stage: HTMLElement;
  readonly #root: HTMLElement;
  #treeWidth = 0;
  #detailsHeight = 0;

  constructor(root: HTMLElement, parts: Parts, resized: () => void) {
    this.#root = root;
    this.stage = h("div", { class: "stage" }, parts.canvas, this.range, this.scroller, this.empty);
    const treeSplitter = splitter(
      "x",
      1,
      "Width of the task names",
      { least: LEAST_TREE, most: () => root.clientWidth * 0.36 },
      () => Math.min(this.#treeWidth, root.clientWidth * 0.36),
      (size) => {
        this.setSizes(size, this.#detailsHeight);
        resized();
      },
    );
    const detailsSplitter = splitter(
      "y",
      -1,
      "Height of the details",
      { least: LEAST_DETAILS, most: () => root.clientHeight - parts.toolbar.clientHeight - LEAST_ROWS },
      () => parts.details.clientHeight,
      (size) => {
        this.setSizes(this.#treeWidth, size);
        resized();
      },
    );
    const corner = h("div", { class: "corner" });
    root.classList.add("app");
    root.replaceChildren(
      parts.toolbar,
      this.problem,
      h("div", { class: "upper" }, parts.overviewLabel, parts.overview),
      h("main", { class: "body" }, h("div", { class: "names" }, corner, parts.tree), treeSplitter, this.stage),
      detailsSplitter,
      parts.details,
      parts.tip,
      this.#live,
    );
  }

  get treeWidth(): number {
    return this.#treeWidth;
  }

  get detailsHeight(): number {
    return this.#detailsHeight;
  }

  setSizes(treeWidth: number, detailsHeight: number): void {
    this.#treeWidth = treeWidth;
    this.#detailsHeight = detailsHeight;
    this.#root.style.setProperty("--aw-tree-width", `${treeWidth}px`);
    this.#root.style.setProperty("--aw-details-height", `${detailsHeight}px`);
  }

  setProblem(text: string): void {
    this.problem.hidden = text === "";
    this.problem.textContent = text;
  }

  setEmpty(text: string): void {
    this.empty.hidden = text === "";
    this.empty.textContent = text;
  }

  /** Tells screen readers; `shown` tells everybody, for a moment. */
  announce(text: string, shown: boolean): void {
    this.#live.textContent = text;
    this.#live.classList.toggle("toast", shown);
    if (shown) setTimeout(() => this.#live.classList.remove("toast"), SHOWN_MS);
  }

  setContentHeight(height: number): void {
    this.spacer.style.height = `${height}px`;
  }
}
