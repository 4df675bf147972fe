import { BLOCKED_MS } from "../model/loops.ts";
import type { Details, Ending, Place } from "../timeline/details.ts";
import type { Executions } from "../timeline/executions.ts";
import { baseName } from "../timeline/filter.ts";
import type { FutureFacts } from "../timeline/futures.ts";
import { BUSY_MS } from "../timeline/lanes.ts";
import type { MessageLink, ThreadLink } from "../timeline/links.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { delayText, type ScheduledLink } from "../timeline/scheduled.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Blocking, SiteTotal, Summary } from "../timeline/summary.ts";
import type { ChainLink, TaskLink, WaitsFor } from "../timeline/waits.ts";
import { button, h, on } from "./dom.ts";
import { histogram } from "./histogram.ts";
import { icon } from "./icons.ts";
import { withArticle } from "./words.ts";
import type { TurnView } from "./worker-protocol.ts";

export interface DetailsEvents {
  select(selection: Selection): void;
  pick(site: number): void;
  step(by: number): void;
  open(place: Place): void;
  close(): void;
}

const SIGNS: Record<Ending, string> = {
  fulfilled: "✓",
  rejected: "✕",
  waiting: "●",
  running: "▸",
  "never settled": "◌",
  unknown: "?",
};

/** The panel below the timeline: the selection taken apart, or, while nothing is selected, where the time went. */
export class DetailsView {
  readonly element = h("section", { class: "details", "aria-label": "Details" });
  readonly #events: DetailsEvents;
  readonly #linksSource: boolean;

  constructor(events: DetailsEvents, linksSource: boolean) {
    this.#events = events;
    this.#linksSource = linksSource;
  }

  /** Replaces the panel's content and keeps the keyboard where it was. */
  #replace(kind: string, columns: readonly HTMLElement[]): void {
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-focus")
      : null;
    const scrolls = [...this.element.children].map((child) => child.scrollTop);
    const same = this.element.dataset.kind === kind;
    this.element.dataset.kind = kind;
    this.element.replaceChildren(...columns);
    if (same) for (const [i, column] of columns.entries()) column.scrollTop = scrolls[i] ?? 0;
    if (focused) this.element.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
  }

  showSummary(summary: Summary): void {
    const waited =
      summary.awaits.length > 0
        ? summary.awaits.map((total) => this.#siteRow(total, summary.awaits[0]!.totalMs, true, summary.live))
        : [note("No await yet.")];
    const ran =
      summary.functions.length > 0
        ? summary.functions.map((total) => this.#siteRow(total, summary.functions[0]!.totalMs, false, summary.live))
        : [note("No task yet.")];
    const blocked =
      summary.blocking.length > 0
        ? summary.blocking.map((one) => this.#blockingRow(one, summary.blocking[0]!.ms))
        : [note(`No turn of the loop took ${BUSY_MS} ms or more.`)];
    this.#replace("summary", [
      column("Longest waits", h("div", { class: "list" }, ...waited)),
      column("Busiest functions", h("div", { class: "list" }, ...ran)),
      column("Loop held up", h("div", { class: "list" }, ...blocked)),
    ]);
  }

  showDetails(details: Details): void {
    const { selection, executions } = details;
    const isTask = selection.kind === "task";
    this.#replace(selection.kind, [
      column(isTask ? "Task" : "Await", this.#closeButton(), ...this.#anatomy(details)),
      column(this.#executionsTitle(executions, isTask), ...this.#executions(executions, selection)),
      column(`Awaits of ${details.functionName || "this task"}`, this.#awaits(details)),
    ]);
  }

  showTurn(turn: TurnView): void {
    const ms = turn.endMs - turn.startMs;
    const chips = [
      chip(ms >= BLOCKED_MS ? "busy" : "", `ran ${durationText(ms)}`),
      chip("", `at ${durationText(turn.startMs)}`),
    ];
    if (turn.heldUp > 0)
      chips.push(chip("", `${countText(turn.heldUp)} ${turn.heldUp === 1 ? "await" : "awaits"} waited meanwhile`));
    const who =
      turn.ran.length === 0
        ? note("No traced function ran in it.")
        : h("div", { class: "flow" }, ...turn.ran.map((run) => this.#taskLink({ ...run, outcome: 0 })));
    this.#replace("turn", [
      column(
        "Turn of the event loop",
        this.#closeButton(),
        h("div", { class: "what" }, h("code", {}, h("span", { class: "verb" }, "from "), turn.name)),
        h("div", { class: "chips" }, ...chips),
        h("h6", {}, "Ran in it"),
        who,
        ...(turn.messages.length > 0 ? [h("h6", {}, "Messages")] : []),
        ...this.#messages(turn.messages, turn.moreMessages),
        ...this.#startedBy(turn.startedBy),
      ),
    ]);
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
      this.#place(details.place),
      h("span", { class: `ending ${ending.replace(" ", "-")}` }, `${SIGNS[ending]} ${ending}`),
    );
    const result = [title, anatomyBar(details), this.#chips(details)];
    if (details.waitsFor !== null) result.push(h("h6", {}, "Waits for"), this.#waitsFor(details.waitsFor));
    if (details.messages.length > 0) result.push(h("h6", {}, "Message"), ...this.#messages(details.messages, 0));
    if (details.future !== null) result.push(...this.#future(details.future));
    result.push(
      h("h6", {}, details.chain.some((link) => link.awaits) ? "Awaited by" : "Called by"),
      this.#chain(details.chain),
    );
    if (details.scheduled !== null) result.push(h("h6", {}, "Scheduled by"), this.#scheduled(details.scheduled));
    result.push(...this.#startedBy(details.startedBy));
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
    const tasks = on.tasks.map((task) => this.#taskLink(task));
    const more =
      on.more > 0 && on.kind === "group" ? h("span", { class: "dim" }, ` +${countText(on.more)} more`) : null;
    return h("div", { class: "flow" }, lead, ...tasks, more, h("span", { class: "dim" }, how));
  }

  /** Where the promise comes from and in which turn it settled, as far as the trace tells. */
  #future(future: FutureFacts): HTMLElement[] {
    const parts: (HTMLElement | string)[] = [];
    if (future.place !== null) {
      parts.push(h("code", {}, future.text), dim(" made at "), this.#place(future.place, "made"));
      if (future.by !== null) parts.push(dim(" by "), this.#taskLink(future.by));
      if (future.fromTask !== null) parts.push(dim(" · after "), this.#taskLink(future.fromTask));
      else if (future.from !== "") parts.push(dim(" · after "), h("code", {}, future.from));
    }
    if (future.turn >= 0) {
      const settled = `${parts.length > 0 ? " · " : ""}settled in the turn of ${withArticle(future.turnName)}`;
      parts.push(this.#turnLink(settled, future.turn));
    }
    return parts.length === 0 ? [] : [h("h6", {}, "Promise"), h("div", { class: "flow" }, ...parts)];
  }

  #scheduled({ root, what, timer, by, inTurn, inTurnName, turn }: ScheduledLink): HTMLElement {
    const delay = delayText(timer);
    const parts: (HTMLElement | string)[] = [turn < 0 ? h("span", {}, what) : this.#turnLink(what, turn)];
    if (delay !== "") parts.push(dim(`: ${delay}`));
    if (by !== null) parts.push(dim(" · set by "), this.#taskLink(by));
    else if (inTurn >= 0) parts.push(dim(" · set in "), this.#turnLink(`a turn of ${inTurnName}`, inTurn));
    parts.push(dim(` · calls ${root.name}`));
    return h("div", { class: "flow" }, ...parts);
  }

  #messages(messages: readonly MessageLink[], more: number): HTMLElement[] {
    const rows = messages.map(({ ipc, from, wayMs }) => {
      const what = ipc ? "IPC message" : "message";
      if (from === null) return h("div", { class: "flow" }, dim(`${what}; who sent it is not known`));
      const on = dim(`; ${durationText(wayMs)} on the way`);
      return h("div", { class: "flow" }, dim(`${what} from ${from.thread}, sent by `), ...this.#moment(from), on);
    });
    return more > 0 ? [...rows, note(`${countText(more)} more`)] : rows;
  }

  #startedBy(link: ThreadLink | null): HTMLElement[] {
    if (link === null) return [];
    return [h("h6", {}, "Thread"), h("div", { class: "flow" }, dim("started by "), ...this.#moment(link))];
  }

  /** Who acted in another thread, and when. */
  #moment({ by, turn, turnName, thread, atMs }: ThreadLink): HTMLElement[] {
    const who =
      by !== null ? this.#taskName(by) : turn < 0 ? dim(thread) : this.#turnLink(`a turn of ${turnName}`, turn);
    return [who, dim(` at ${durationText(atMs)}`)];
  }

  #turnLink(text: string, turn: number): HTMLElement {
    const show = () => this.#events.select({ kind: "turn", ref: turn });
    return button(text, "Show the turn", show, { class: "link", "data-focus": `turn-${turn}` });
  }

  #taskLink(task: TaskLink): HTMLElement {
    const facts = ` ${durationText(task.ms)}${task.outcome === 2 ? " ✕" : ""}`;
    return h("span", { class: "task-link" }, this.#taskName(task), dim(facts));
  }

  #taskName({ task, name }: TaskLink): HTMLElement {
    const show = () => this.#events.select({ kind: "task", ref: task });
    return button(name, `Show ${name}`, show, { class: "link", "data-focus": `task-${task}` });
  }

  #chain(chain: readonly ChainLink[]): HTMLElement {
    const items: (HTMLElement | string)[] = [];
    chain.forEach((link, i) => {
      if (i > 0) items.push(h("span", { class: "dim", "aria-hidden": "true" }, chain[i - 1]!.awaits ? " › " : " ⇢ "));
      if (i === chain.length - 1) items.push(h("b", {}, link.name));
      else {
        const select = (): Selection =>
          link.await >= 0 ? { kind: "await", ref: link.await } : { kind: "task", ref: link.task };
        items.push(
          button(
            link.name,
            link.awaits ? `${link.name} awaits this` : `${link.name} called this without awaiting it`,
            () => this.#events.select(select()),
            {
              class: "link",
              "data-focus": `chain-${i}`,
            },
          ),
        );
      }
    });
    return h("div", { class: "flow" }, ...items);
  }

  #executionsTitle({ count }: Executions, isTask: boolean): string {
    const word = isTask ? "call" : "execution";
    return count === 1 ? `The only ${word}` : `All ${countText(count)} ${word}s`;
  }

  #executions(executions: Executions, selection: Selection): HTMLElement[] {
    const ended = executions.count - executions.pending;
    const facts = [
      `min ${durationText(executions.minMs)}`,
      `p50 ${durationText(executions.p50Ms)}`,
      `p95 ${durationText(executions.p95Ms)}`,
      `max ${durationText(executions.maxMs)}`,
      `total ${durationText(executions.totalMs)}`,
    ];
    if (executions.rejected > 0) facts.push(`${countText(executions.rejected)} rejected`);
    if (executions.pending > 0) facts.push(`${countText(executions.pending)} not ended`);
    const list = Array.from(executions.slowest, (ref, i) => {
      const ms = executions.slowestMs[i]!;
      const row = button(
        "",
        `Show the execution of ${durationText(ms)}`,
        () => this.#events.select({ kind: selection.kind, ref }),
        {
          class: `entry${ref === selection.ref ? " current" : ""}`,
          "data-focus": `run-${ref}`,
        },
      );
      row.append(
        meter(ms / executions.maxMs),
        h("span", { class: "figure" }, Number.isNaN(ms) ? "not ended" : durationText(ms)),
      );
      return row;
    });
    return [
      ...(ended > 1 ? [histogram(executions)] : []),
      h("div", { class: "figures" }, facts.join(" · ")),
      ...(executions.count > 1
        ? [this.#stepper(executions), h("h6", {}, "Slowest first"), h("div", { class: "list compact" }, ...list)]
        : []),
    ];
  }

  #stepper({ position, count }: Executions): HTMLElement {
    const previous = button("", "Previous execution ([)", () => this.#events.step(-1), {
      class: "quiet",
      "data-focus": "previous",
    });
    previous.append(icon("previous"));
    const next = button("", "Next execution (])", () => this.#events.step(1), { class: "quiet", "data-focus": "next" });
    next.append(icon("next"));
    return h(
      "div",
      { class: "stepper" },
      previous,
      h("span", {}, `${countText(position + 1)} of ${countText(count)}`),
      next,
    );
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

  #place(place: Place, focus = "place"): HTMLElement {
    const text = place.file === "" ? "place unknown" : `${baseName(place.file)}:${place.line}`;
    if (!this.#linksSource || place.file === "") return h("span", { class: "dim place", title: place.file }, text);
    return button(text, `Open ${place.file}:${place.line}`, () => this.#events.open(place), {
      class: "link place",
      "data-focus": focus,
    });
  }

  #siteRow(total: SiteTotal, most: number, isAwait: boolean, live: boolean): HTMLElement {
    const row = button("", `Show the slowest: ${total.text}`, () => this.#events.pick(total.site), {
      class: "entry",
      "data-focus": `site-${total.site}`,
    });
    const where = `${isAwait && total.functionName ? `${total.functionName} · ` : ""}${baseName(total.file)}:${total.line}`;
    const rejected = total.rejected > 0 ? `✕${countText(total.rejected)}` : "";
    const open = total.pending > 0 ? `${live ? "●" : "◌"}${countText(total.pending)}` : "";
    row.append(
      meter(total.totalMs / most, total.colour),
      h("code", { class: "entry-text" }, total.text),
      h("span", { class: "where dim" }, where),
      h("span", { class: "bad", hidden: rejected === "" }, rejected),
      h("span", { class: live ? "calm" : "bad", hidden: open === "" }, open),
      h(
        "span",
        { class: "figure" },
        total.count > 1 ? `${durationText(total.totalMs)} ×${countText(total.count)}` : durationText(total.totalMs),
      ),
    );
    return row;
  }

  #blockingRow(one: Blocking, most: number): HTMLElement {
    const row = button(
      "",
      `Show the turn of ${durationText(one.ms)}`,
      () => this.#events.select({ kind: "turn", ref: one.turn }),
      {
        class: "entry",
        "data-focus": `turn-${one.turn}`,
      },
    );
    row.append(
      meter(one.ms / most, "busy"),
      h("code", { class: "entry-text" }, one.name || "callback"),
      h("span", { class: "where dim" }, `at ${durationText(one.startMs)}`),
      h("span", { class: "figure" }, durationText(one.ms)),
    );
    return row;
  }
}

function column(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return h("div", { class: "column" }, h("h5", {}, title), ...children);
}

function dim(text: string): HTMLElement {
  return h("span", { class: "dim" }, text);
}

function note(text: string): HTMLElement {
  return h("div", { class: "dim note" }, text);
}

function chip(kind: string, text: string): HTMLElement {
  return h("span", { class: `chip ${kind}` }, text);
}

/** A bar behind an entry's text; `part` of the longest. */
function meter(part: number, colour: number | "busy" = 0): HTMLElement {
  const element = h("span", { class: `meter ${colour === "busy" ? "busy" : `tint-${colour}`}`, "aria-hidden": "true" });
  element.style.width = `${Math.max(0, Math.min(1, Number.isNaN(part) ? 0 : part)) * 100}%`;
  return element;
}

function anatomyBar({ anatomy, colour }: Details): HTMLElement {
  const { parts } = anatomy;
  const bar = h("div", { class: `anatomy tint-${colour}`, role: "img" });
  const words = { waiting: "waiting", busy: "loop busy", resuming: "resuming", running: "running" };
  const told = new Map<string, number>();
  for (const part of parts) {
    const ms = part.endMs - part.startMs;
    told.set(words[part.kind], (told.get(words[part.kind]) ?? 0) + ms);
    const element = h("span", { class: `part ${part.kind}`, title: `${words[part.kind]} ${durationText(ms)}` });
    element.style.flexGrow = String(Math.max(ms, 1e-9));
    bar.append(element);
  }
  bar.setAttribute("aria-label", [...told].map(([word, ms]) => `${word} ${durationText(ms)}`).join(", "));
  on(bar, "pointerdown", (event) => event.stopPropagation());
  return bar;
}
