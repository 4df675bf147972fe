import { baseName } from "../timeline/filter.ts";
import {
  FUTURE_SETS,
  type FutureOrder,
  type FuturePart,
  type FutureQuery,
  type FutureRow,
  type FutureSet,
} from "../timeline/future-list.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { button, h, setText } from "./dom.ts";
import { column, SIGNS } from "./panel-parts.ts";
import { VirtualList } from "./virtual-list.ts";

/** While the trace grows the list is asked for anew no more often than this, milliseconds. */
const REFRESH_MS = 500;

export interface FuturesEvents {
  query(query: FutureQuery): void;
  choose(future: number): void;
}

const SETS: Record<FutureSet, { readonly name: string; readonly title: string; readonly none: string }> = {
  unused: {
    name: "Unused",
    title: "No traced code awaited them, called then() on them, or put them into a group",
    none: "Every future was used.",
  },
  pending: { name: "Pending", title: "Somebody still waits for them", none: "No future is waited for." },
  rejected: { name: "Rejected", title: "They were rejected", none: "No future was rejected." },
  all: { name: "All", title: "All futures", none: "No future was seen." },
};

const ORDERS: Record<FutureOrder, { readonly name: string; readonly title: string; readonly isDescending: boolean }> = {
  made: { name: "Made", title: "Order by when they were made", isDescending: false },
  lasted: { name: "Lasted", title: "Order by how long they took to settle", isDescending: true },
  awaits: { name: "Awaits", title: "Order by how many awaits there are on them", isDescending: true },
};

/**
 * The column of futures: promises that no task stands behind. It stays one element while the panel's other columns come
 * and go, so that scroll, keyboard and order stay.
 */
export class FuturesView {
  readonly element: HTMLElement;
  readonly #events: FuturesEvents;
  readonly #list: VirtualList<FutureRow>;
  readonly #sets = new Map<FutureSet, HTMLButtonElement>();
  readonly #orders = new Map<FutureOrder, HTMLButtonElement>();
  readonly #header = h("div", { class: "orders", role: "group", "aria-label": "Order" });
  readonly #empty = h("div", { class: "dim note", hidden: true });
  #query: FutureQuery = { set: "all", order: "made", descending: false, from: 0, to: 60 };
  /** The set was chosen by the user. */
  #isChosen = false;
  #selected = -1;
  #isAsked = false;
  #asksAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(events: FuturesEvents) {
    this.#events = events;
    for (const set of FUTURE_SETS) this.#sets.set(set, this.#setButton(set));
    for (const order of ["made", "lasted", "awaits"] as const) this.#orders.set(order, this.#orderButton(order));
    this.#header.append(...this.#orders.values());
    this.#list = new VirtualList<FutureRow>({
      label: "Futures. Arrow keys move, Enter shows one.",
      want: (from, to) => this.#ask({ ...this.#query, from, to }),
      create: createRow,
      fill: (element, row) => fillRow(element, row, row.ref === this.#selected),
      choose: (row) => events.choose(row.ref),
    });
    this.element = column(
      "Futures",
      h("div", { class: "sets", role: "group", "aria-label": "Which futures" }, ...this.#sets.values()),
      this.#header,
      this.#empty,
      this.#list.element,
    );
    this.element.classList.add("futures");
  }

  /** The trace, or what is searched for, has changed. */
  changed(): void {
    if (!this.element.isConnected || this.#timer !== undefined) return;
    const wait = Math.max(0, REFRESH_MS - (performance.now() - this.#askedMs));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#list.want();
    }, wait);
  }

  show({ query, counts, live, rows }: FuturePart): void {
    this.#isAsked = false;
    if (!this.#isChosen) this.#query = { ...this.#query, set: live ? "all" : telling(counts) };
    for (const [set, element] of this.#sets) {
      setText(element, `${SETS[set].name} ${countText(counts[set])}`);
      element.setAttribute("aria-pressed", String(set === this.#query.set));
    }
    for (const [order, element] of this.#orders) this.#markOrder(order, element);
    if (query.set !== this.#query.set || this.#asksAgain) this.#ask(this.#query);
    if (query.set !== this.#query.set) return;
    const total = counts[query.set];
    this.#empty.hidden = total > 0;
    setText(this.#empty, SETS[query.set].none);
    this.#list.element.hidden = total === 0;
    this.#header.hidden = total === 0;
    this.#list.show(rows, query.from, total);
  }

  /** The panel has been filled anew; `selected` is the future that it shows, -1 for none. */
  placed(selected: number): void {
    this.#selected = selected;
    this.#list.restoreScroll();
    if (this.#askedMs === Number.NEGATIVE_INFINITY) this.#list.want();
    else this.changed();
  }

  /** A new trace. */
  reset(): void {
    this.#isChosen = false;
    this.#isAsked = false;
    this.#selected = -1;
    this.#list.toTop();
  }

  #setButton(set: FutureSet): HTMLButtonElement {
    const { name, title } = SETS[set];
    const choose = () => {
      this.#isChosen = true;
      this.#list.toTop();
      this.#ask({ ...this.#query, set, from: 0, to: 60 });
    };
    return button(name, title, choose, { class: "set", "data-focus": `set-${set}` });
  }

  #orderButton(order: FutureOrder): HTMLButtonElement {
    const { name, title, isDescending } = ORDERS[order];
    const choose = () => {
      const descending = this.#query.order === order ? !this.#query.descending : isDescending;
      this.#list.toTop();
      this.#ask({ ...this.#query, order, descending, from: 0, to: 60 });
    };
    return button(name, title, choose, { class: "order quiet", "data-focus": `order-${order}` });
  }

  #markOrder(order: FutureOrder, element: HTMLButtonElement): void {
    const isUsed = order === this.#query.order;
    element.setAttribute("aria-pressed", String(isUsed));
    const arrow = isUsed ? (this.#query.descending ? " ↓" : " ↑") : "";
    setText(element, `${ORDERS[order].name}${arrow}`);
  }

  /** One question at a time: what is asked meanwhile is asked when the answer has come. */
  #ask(query: FutureQuery): void {
    this.#query = query;
    if (this.#isAsked) {
      this.#asksAgain = true;
      return;
    }
    this.#isAsked = true;
    this.#asksAgain = false;
    this.#askedMs = performance.now();
    this.#events.query(query);
  }
}

/** What needs a look comes first: futures that were waited for in vain, then those that nobody used. */
function telling(counts: Readonly<Record<FutureSet, number>>): FutureSet {
  return counts.pending > 0 ? "pending" : counts.unused > 0 ? "unused" : "all";
}

function createRow(): HTMLElement {
  return h(
    "div",
    { class: "future" },
    h("span", { class: "sign", "aria-hidden": "true" }),
    h("code", { class: "entry-text" }),
    h("span", { class: "where dim" }),
    h("span", { class: "figure made" }),
    h("span", { class: "figure lasted" }),
    h("span", { class: "figure awaits" }),
  );
}

function fillRow(element: HTMLElement, row: FutureRow, isSelected: boolean): void {
  const [sign, text, where, made, lasted, awaits] = element.children as unknown as HTMLElement[];
  element.classList.toggle("current", isSelected);
  element.setAttribute("aria-selected", String(isSelected));
  sign!.className = `sign ending ${row.ending.replace(" ", "-")}`;
  setText(sign!, SIGNS[row.ending]);
  setText(text!, row.text);
  setText(where!, row.place === null ? "" : `${baseName(row.place.file)}:${row.place.line}`);
  setText(made!, durationText(Math.max(0, row.startMs)));
  setText(lasted!, `${row.isAtMost ? "≤ " : ""}${durationText(row.lastedMs)}`);
  setText(awaits!, countText(row.awaits));
  const label = labelOf(row);
  if (element.getAttribute("aria-label") === label) return;
  element.setAttribute("aria-label", label);
  element.title = label;
}

function labelOf({
  text,
  place,
  isMadeHere,
  startMs,
  lastedMs,
  isAtMost,
  ending,
  awaits,
  otherUses,
}: FutureRow): string {
  const words = [text];
  if (place !== null) words.push(`${isMadeHere ? "made at" : "awaited at"} ${baseName(place.file)}:${place.line}`);
  words.push(`${isMadeHere ? "made" : "first seen"} at ${durationText(Math.max(0, startMs))}`);
  words.push(endingWords(ending, lastedMs, isAtMost));
  words.push(`${countText(awaits)} ${awaits === 1 ? "await" : "awaits"}`);
  if (otherUses > 0) words.push(`${countText(otherUses)} ${otherUses === 1 ? "other use" : "other uses"}`);
  return words.join(", ");
}

function endingWords(ending: FutureRow["ending"], ms: number, isAtMost: boolean): string {
  if (ending === "unknown") return "nobody saw whether it settled";
  if (ending === "waiting" || ending === "never settled") return `${ending}, ${durationText(ms)}`;
  return `${ending} ${isAtMost ? "within" : "after"} ${durationText(ms)}`;
}
