import type { Details } from "../timeline/details.ts";
import type { FutureFacts } from "../timeline/futures.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { delayText, type ScheduledLink } from "../timeline/scheduled.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Summary } from "../timeline/summary.ts";
import type { ChainLink, WaitsFor } from "../timeline/waits.ts";
import { button, h, on } from "./dom.ts";
import { executionsColumn } from "./executions-column.ts";
import { futureColumns, futureOfAwait } from "./future-details.ts";
import type { FuturesView } from "./futures-view.ts";
import { icon } from "./icons.ts";
import { type PanelEvents, PanelLinks } from "./panel-links.ts";
import { chip, column, dim, meter, note, SIGNS } from "./panel-parts.ts";
import { summaryColumns } from "./summary-columns.ts";
import { turnColumns } from "./turn-details.ts";
import { withArticle } from "./words.ts";
import type { TurnView } from "./worker-protocol.ts";

/** The panel below the timeline: the selection taken apart, or, while nothing is selected, where the time went. */
export class DetailsView {
  readonly element = h("section", { class: "details", "aria-label": "Details" });
  /** The column that stays while others come and go. */
  readonly futures: FuturesView;
  readonly #events: PanelEvents;
  readonly #links: PanelLinks;

  constructor(events: PanelEvents, futures: FuturesView, linksSource: boolean) {
    this.futures = futures;
    this.#events = events;
    this.#links = new PanelLinks(events, linksSource);
  }

  /** Replaces the panel's content and keeps the keyboard where it was. A last column that stays is not touched. */
  #replace(kind: string, columns: readonly HTMLElement[]): void {
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-focus")
      : null;
    const scrolls = [...this.element.children].map((child) => child.scrollTop);
    const same = this.element.dataset.kind === kind;
    this.element.dataset.kind = kind;
    const last = this.element.lastElementChild;
    if (last !== null && last === columns.at(-1)) {
      while (this.element.firstElementChild !== last) this.element.firstElementChild?.remove();
      last.before(...columns.slice(0, -1));
    } else this.element.replaceChildren(...columns);
    if (same) for (const [i, column] of columns.entries()) column.scrollTop = scrolls[i] ?? 0;
    if (!focused || this.element.contains(document.activeElement)) return;
    this.element.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
  }

  showSummary(summary: Summary): void {
    this.#replace("summary", [...summaryColumns(summary, this.#events), this.futures.element]);
    this.futures.placed(-1);
  }

  showDetails(details: Details): void {
    const { selection, executions } = details;
    this.#replace(selection.kind, [
      column(selection.kind === "task" ? "Task" : "Await", this.#closeButton(), ...this.#anatomy(details)),
      executionsColumn(executions, selection, this.#events),
      column(`Awaits of ${details.functionName || "this task"}`, this.#awaits(details)),
    ]);
  }

  showTurn(turn: TurnView): void {
    this.#replace("turn", turnColumns(turn, this.#events, this.#links, this.#closeButton()));
  }

  showFuture(future: FutureFacts): void {
    const columns = futureColumns(future, this.#events, this.#links, this.#closeButton());
    this.#replace("future", [...columns, this.futures.element]);
    this.futures.placed(future.ref);
  }

  #closeButton(): HTMLElement {
    const close = button("", "Close the selection (Escape)", this.#events.close, {
      class: "quiet close",
      "data-focus": "close",
    });
    close.append(icon("close"));
    return close;
  }

  #anatomy(details: Details): HTMLElement[] {
    const { ending } = details;
    const title = h(
      "div",
      { class: "what" },
      h("code", {}, h("span", { class: "verb" }, `${details.verb} `), details.text),
      this.#links.place(details.place),
      h("span", { class: `ending ${ending.replace(" ", "-")}` }, `${SIGNS[ending]} ${ending}`),
    );
    const result = [title, anatomyBar(details), this.#chips(details)];
    if (details.waitsFor !== null) result.push(h("h6", {}, "Waits for"), this.#waitsFor(details.waitsFor));
    if (details.messages.length > 0) result.push(h("h6", {}, "Message"), ...this.#links.messages(details.messages, 0));
    if (details.future !== null) result.push(...futureOfAwait(details.future, details.selection.ref, this.#links));
    result.push(...this.#chain(details));
    if (details.scheduled !== null)
      result.push(h("h6", {}, "Scheduled by"), this.#scheduled(details.scheduled, details.task));
    result.push(...this.#links.startedBy(details.startedBy));
    return result;
  }

  #chips({ anatomy, startMs, endMs, selection }: Details): HTMLElement {
    const chips = [chip("waiting", `waiting ${durationText(anatomy.waitingMs)}`)];
    if (selection.kind === "task") {
      const all = (Number.isNaN(endMs) ? Number.NaN : endMs) - startMs;
      const runningMs = Number.isNaN(all) ? Number.NaN : Math.max(0, all - anatomy.waitingMs);
      chips.unshift(chip("running", `running ${durationText(runningMs)}`));
    }
    if (anatomy.busyMs > 0) {
      const by = anatomy.busyWith === "" ? "" : `, ${durationText(anatomy.busyWithMs)} in ${anatomy.busyWith}`;
      chips.push(chip("busy", `loop busy ${durationText(anatomy.busyMs)}${by}`));
    }
    if (anatomy.resumedMs >= 0) chips.push(chip("resumed", `resumed +${durationText(anatomy.resumedMs)}`));
    chips.push(chip("", `at ${durationText(Math.max(0, startMs))}`));
    return h("div", { class: "chips" }, ...chips);
  }

  #waitsFor(on: WaitsFor): HTMLElement {
    const delay = delayText(on.timer);
    const how = on.resource === "" ? "" : ` · ended by ${withArticle(on.resource)}${delay && `: ${delay}`}`;
    const lead = on.kind === "task" ? null : h("span", {}, on.text);
    const tasks = on.tasks.map((task) => this.#links.taskLink(task));
    const more =
      on.more > 0 && on.kind === "group" ? h("span", { class: "dim" }, ` +${countText(on.more)} more`) : null;
    return h("div", { class: "flow" }, lead, ...tasks, more, h("span", { class: "dim" }, how));
  }

  #scheduled({ root, what, timer, by, inTurn, inTurnName, turn }: ScheduledLink, task: number): HTMLElement {
    const delay = delayText(timer);
    const parts: (HTMLElement | string)[] = [turn < 0 ? h("span", {}, what) : this.#links.turnLink(what, turn)];
    if (delay !== "") parts.push(dim(`: ${delay}`));
    if (by !== null) parts.push(dim(" · set by "), this.#links.taskLink(by));
    else if (inTurn >= 0) parts.push(dim(" · set in "), this.#links.turnLink(`a turn of ${inTurnName}`, inTurn));
    if (root.task !== task) parts.push(dim(` · calls ${root.name}`));
    return h("div", { class: "flow" }, ...parts);
  }

  /** The tasks above, and at last the selection's own: for an await the way to it, for a task itself. */
  #chain({ chain, selection }: Details): HTMLElement[] {
    const isTask = selection.kind === "task";
    if (isTask && chain.length < 2) return [];
    const last = chain.at(-1)!;
    const items: HTMLElement[] = [];
    for (const [i, link] of chain.slice(0, -1).entries()) {
      items.push(this.#above(link, i));
      items.push(h("span", { class: "dim", "aria-hidden": "true" }, link.awaits ? " › " : " ⇢ "));
    }
    items.push(isTask ? h("b", {}, last.name) : this.#links.taskName(last));
    const title = chain.length < 2 ? "In" : chain.some((link) => link.awaits) ? "Awaited by" : "Called by";
    return [h("h6", {}, title), h("div", { class: "flow" }, ...items)];
  }

  #above({ name, task, await: ref, awaits }: ChainLink, position: number): HTMLElement {
    const selection: Selection = ref >= 0 ? { kind: "await", ref } : { kind: "task", ref: task };
    const title = awaits ? `${name} awaits this` : `${name} called this without awaiting it`;
    const show = () => this.#events.select(selection);
    return button(name, title, show, { class: "link", "data-focus": `chain-${position}` });
  }

  #awaits(details: Details): HTMLElement {
    const longest = details.awaits.reduce((most, { ms }) => (ms > most ? ms : most), 0);
    const rows = details.awaits.map((one) => {
      const current = details.selection.kind === "await" && details.selection.ref === one.ref;
      const row = button(
        "",
        `${one.text}, ${durationText(one.ms)}, ${one.ending}`,
        () => this.#events.select({ kind: "await", ref: one.ref }),
        {
          class: `entry${current ? " current" : ""}`,
          "data-focus": `await-${one.ref}`,
        },
      );
      const bad = one.ending === "fulfilled" ? "" : `${SIGNS[one.ending]} `;
      row.append(
        meter(one.ms / longest),
        h("code", { class: "entry-text" }, one.text),
        h(
          "span",
          { class: `figure ${one.ending.replace(" ", "-")}` },
          `${bad}${Number.isNaN(one.ms) ? one.ending : durationText(one.ms)}`,
        ),
      );
      return row;
    });
    if (rows.length === 0) return note("It never waited.");
    const more = details.moreAwaits > 0 ? note(`${countText(details.moreAwaits)} more`) : null;
    return h("div", { class: "list" }, ...rows, more);
  }
}

const PARTS = 1000;

function anatomyBar({ anatomy, colour }: Details): HTMLElement {
  const { parts } = anatomy;
  const bar = h("div", { class: `anatomy tint-${colour}`, role: "img" });
  const words = { waiting: "waiting", busy: "loop busy", resuming: "resuming", running: "running" };
  const told = new Map<string, number>();
  const allMs = parts.reduce((sum, part) => sum + part.endMs - part.startMs, 0);
  for (const part of parts) {
    const ms = part.endMs - part.startMs;
    told.set(words[part.kind], (told.get(words[part.kind]) ?? 0) + ms);
    const element = h("span", { class: `part ${part.kind}`, title: `${words[part.kind]} ${durationText(ms)}` });
    // As parts of a whole: factors that sum to less than 1 would leave room that belongs to none.
    element.style.flexGrow = String(Math.max(ms / allMs, 1e-9) * PARTS);
    bar.append(element);
  }
  bar.setAttribute("aria-label", [...told].map(([word, ms]) => `${word} ${durationText(ms)}`).join(", "));
  on(bar, "pointerdown", (event) => event.stopPropagation());
  return bar;
}
