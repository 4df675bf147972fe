import { h, on } from "./dom.ts";

/** Height of a row, CSS pixels; the style sheet's `.future` has the same. */
const ROW_PX = 22;
/** Browsers stop laying out somewhere above 16 million pixels: a longer list scrolls by more than its bar moves. */
const TALLEST_PX = 8_000_000;
/** Rows that are asked for above and below those in sight. */
const MARGIN = 20;

export interface VirtualListParts<Row> {
  readonly label: string;
  /** Rows from one position to another are wanted; {@link VirtualList.show} brings them. */
  want(from: number, to: number): void;
  create(): HTMLElement;
  fill(element: HTMLElement, row: Row): void;
  choose(row: Row): void;
}

/** A list of any length, of which only the rows in sight are in the document; a list box for keyboard and screen reader. */
export class VirtualList<Row> {
  readonly element: HTMLElement;
  readonly #parts: VirtualListParts<Row>;
  readonly #spacer = h("div", { class: "virtual-spacer" });
  readonly #id = `list-${Math.random().toString(36).slice(2)}`;
  #elements: HTMLElement[] = [];
  #rows: readonly Row[] = [];
  #from = 0;
  #total = 0;
  #active = -1;
  #scrollTop = 0;

  constructor(parts: VirtualListParts<Row>) {
    this.#parts = parts;
    this.element = h(
      "div",
      { class: "virtual", role: "listbox", tabindex: 0, "aria-label": parts.label, "data-focus": this.#id },
      this.#spacer,
    );
    on(this.element, "scroll", () => this.#scrolled());
    on(this.element, "keydown", (event) => this.#key(event));
    on(this.element, "click", (event) => this.#click(event));
    on(this.element, "focus", () => {
      if (this.#active < 0 && this.#total > 0) this.#activate(this.#first());
    });
    new ResizeObserver(() => this.#scrolled()).observe(this.element);
  }

  /** Rows `from` on of `total`. */
  show(rows: readonly Row[], from: number, total: number): void {
    this.#rows = rows;
    this.#from = from;
    this.#total = total;
    if (this.#active >= total) this.#active = total - 1;
    this.#spacer.style.height = `${Math.min(TALLEST_PX, total * ROW_PX)}px`;
    this.#place();
  }

  /** Another list stands here from now on. */
  toTop(): void {
    this.#active = -1;
    this.#scrollTop = 0;
    this.element.scrollTop = 0;
  }

  /** What is in sight, to be asked for. */
  want(): void {
    const first = this.#first();
    this.#parts.want(Math.max(0, first - MARGIN), first + this.#inSight() + MARGIN);
  }

  /** The element was taken out of the document and put back, which forgets where it was scrolled to. */
  restoreScroll(): void {
    if (this.element.scrollTop === 0) this.element.scrollTop = this.#scrollTop;
  }

  #inSight(): number {
    return Math.ceil(this.element.clientHeight / ROW_PX) + 1;
  }

  /** Rows' pixels for one of the bar's. */
  #stretch(): number {
    const seen = this.element.clientHeight;
    const bar = Math.min(TALLEST_PX, this.#total * ROW_PX) - seen;
    return bar <= 0 ? 1 : Math.max(1, (this.#total * ROW_PX - seen) / bar);
  }

  #first(): number {
    return Math.floor((this.#scrollTop * this.#stretch()) / ROW_PX);
  }

  #scrolled(): void {
    if (!this.element.isConnected) return;
    this.#scrollTop = this.element.scrollTop;
    this.#place();
    const first = this.#first();
    const last = Math.min(this.#total, first + this.#inSight());
    if (first < this.#from || last > this.#from + this.#rows.length) this.want();
  }

  #place(): void {
    const first = Math.max(this.#from, this.#first());
    const last = Math.min(this.#from + this.#rows.length, this.#first() + this.#inSight());
    const shift = this.#scrollTop - this.#scrollTop * this.#stretch();
    const count = Math.max(0, last - first);
    while (this.#elements.length < count) this.#elements.push(this.#create());
    for (const [i, element] of this.#elements.entries()) {
      const position = first + i;
      element.hidden = i >= count;
      if (element.hidden) continue;
      element.style.transform = `translateY(${position * ROW_PX + shift}px)`;
      element.id = `${this.#id}-${position}`;
      element.dataset.position = String(position);
      element.setAttribute("aria-posinset", String(position + 1));
      element.setAttribute("aria-setsize", String(this.#total));
      element.classList.toggle("active", position === this.#active);
      this.#parts.fill(element, this.#rows[position - this.#from]!);
    }
    const isActiveSeen = this.#active >= first && this.#active < last;
    if (isActiveSeen) this.element.setAttribute("aria-activedescendant", `${this.#id}-${this.#active}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  #create(): HTMLElement {
    const element = this.#parts.create();
    element.setAttribute("role", "option");
    this.element.append(element);
    return element;
  }

  #activate(position: number): void {
    this.#active = Math.max(0, Math.min(this.#total - 1, position));
    const stretch = this.#stretch();
    const top = this.#active * ROW_PX;
    const seen = this.element.clientHeight;
    const from = this.#scrollTop * stretch;
    if (top < from) this.element.scrollTop = top / stretch;
    else if (top + ROW_PX > from + seen) this.element.scrollTop = (top + ROW_PX - seen) / stretch;
    this.#scrolled();
    this.#place();
  }

  #click({ target }: MouseEvent): void {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-position]") : null;
    if (element === null) return;
    this.#activate(Number(element.dataset.position));
    this.#chooseActive();
  }

  #chooseActive(): void {
    const row = this.#rows[this.#active - this.#from];
    if (row !== undefined) this.#parts.choose(row);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#handle(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #handle(key: string): boolean {
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_PX) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (steps[key] !== undefined) this.#activate(this.#active + steps[key]);
    else if (key === "Home") this.#activate(0);
    else if (key === "End") this.#activate(this.#total - 1);
    else if (key === "Enter" || key === " ") this.#chooseActive();
    else return false;
    return true;
  }
}
