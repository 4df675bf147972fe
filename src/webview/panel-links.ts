import type { Place } from "../timeline/ending.ts";
import { baseName } from "../timeline/filter.ts";
import type { FutureLink, GroupUse } from "../timeline/futures.ts";
import type { MessageLink, ThreadLink } from "../timeline/links.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import type { Selection } from "../timeline/selection.ts";
import type { TaskLink } from "../timeline/waits.ts";
import { button, h } from "./dom.ts";
import { dim, note } from "./panel-parts.ts";

/** What a click in the details panel asks for. */
export interface PanelEvents {
  select(selection: Selection): void;
  pick(site: number): void;
  step(by: number): void;
  open(place: Place): void;
  close(): void;
}

/** The ways from the details panel to tasks, turns and places in the source. */
export class PanelLinks {
  readonly #events: PanelEvents;
  readonly #linksSource: boolean;

  /** @param linksSource places can be opened; elsewhere they are text */
  constructor(events: PanelEvents, linksSource: boolean) {
    this.#events = events;
    this.#linksSource = linksSource;
  }

  messages(messages: readonly MessageLink[], more: number): HTMLElement[] {
    const rows = messages.map(({ ipc, from, wayMs }) => {
      const what = ipc ? "IPC message" : "message";
      if (from === null) return h("div", { class: "flow" }, dim(`${what}; who sent it is not known`));
      const on = dim(`; ${durationText(wayMs)} on the way`);
      return h("div", { class: "flow" }, dim(`${what} from ${from.thread}, sent by `), ...this.#moment(from), on);
    });
    return more > 0 ? [...rows, note(`${countText(more)} more`)] : rows;
  }

  startedBy(link: ThreadLink | null): HTMLElement[] {
    if (link === null) return [];
    return [h("h6", {}, "Thread"), h("div", { class: "flow" }, dim("started by "), ...this.#moment(link))];
  }

  /** Who acted in another thread, and when. */
  #moment({ by, turn, turnName, thread, atMs }: ThreadLink): HTMLElement[] {
    const who = by !== null ? this.taskName(by) : turn < 0 ? dim(thread) : this.turnLink(`a turn of ${turnName}`, turn);
    return [who, dim(` at ${durationText(atMs)}`)];
  }

  turnLink(text: string, turn: number): HTMLElement {
    const show = () => this.#events.select({ kind: "turn", ref: turn });
    return button(text, "Show the turn", show, { class: "link", "data-focus": `turn-${turn}` });
  }

  taskLink(task: TaskLink): HTMLElement {
    const facts = ` ${durationText(task.ms)}${task.outcome === 2 ? " ✕" : ""}`;
    return h("span", { class: "task-link" }, this.taskName(task), dim(facts));
  }

  taskName({ task, name }: TaskLink): HTMLElement {
    const show = () => this.#events.select({ kind: "task", ref: task });
    return button(name, `Show ${name}`, show, { class: "link", "data-focus": `task-${task}` });
  }

  await(ref: number, name: string): HTMLElement {
    const show = () => this.#events.select({ kind: "await", ref });
    return button(name, `Show the await in ${name}`, show, { class: "link", "data-focus": `waiter-${ref}` });
  }

  future({ future, text }: FutureLink): HTMLElement {
    const show = () => this.#events.select({ kind: "future", ref: future });
    const attributes = { class: "link code", "data-focus": `future-${future}` };
    return button(text, `Show the future ${text}`, show, attributes);
  }

  /** A group as a link to the wait on it, where there is one. */
  group({ text, await: ref }: GroupUse): HTMLElement {
    if (ref < 0) return h("span", {}, text);
    const show = () => this.#events.select({ kind: "await", ref });
    return button(text, "Show the await on it", show, { class: "link", "data-focus": `group-${ref}` });
  }

  place(place: Place, focus = "place"): HTMLElement {
    const text = place.file === "" ? "place unknown" : `${baseName(place.file)}:${place.line}`;
    if (!this.#linksSource || place.file === "") return h("span", { class: "dim place", title: place.file }, text);
    return button(text, `Open ${place.file}:${place.line}`, () => this.#events.open(place), {
      class: "link place",
      "data-focus": focus,
    });
  }
}
