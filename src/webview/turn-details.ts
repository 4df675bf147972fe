import { BLOCKED_MS } from "../model/loops.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { delayText } from "../timeline/scheduled.ts";
import { button, h } from "./dom.ts";
import type { PanelEvents, PanelLinks } from "./panel-links.ts";
import { chip, column, dim, meter, note } from "./panel-parts.ts";
import type { TurnView } from "./worker-protocol.ts";

/** What one turn of an event loop came from, what ran in it, and what it held up. */
export function turnColumns(turn: TurnView, events: PanelEvents, links: PanelLinks, close: HTMLElement): HTMLElement[] {
  return [
    column("Turn of the event loop", close, ...origin(turn, links)),
    column("Ran in it", ...ran(turn, events)),
    column("Waited meanwhile", ...waited(turn, events)),
  ];
}

function origin({ startMs, endMs, name, timer, by, messages, moreMessages, startedBy }: TurnView, links: PanelLinks) {
  const ms = endMs - startMs;
  const parts: HTMLElement[] = [
    h("div", { class: "what" }, h("code", {}, h("span", { class: "verb" }, "from "), name)),
    h(
      "div",
      { class: "chips" },
      chip(ms >= BLOCKED_MS ? "busy" : "", `ran ${durationText(ms)}`),
      chip("", `at ${durationText(startMs)}`),
    ),
  ];
  const delay = delayText(timer);
  if (delay !== "" || by !== null) {
    const set = by === null ? [] : [dim(delay === "" ? "by " : " · set by "), links.taskName(by)];
    parts.push(h("h6", {}, delay === "" ? "Scheduled" : "Timer"), h("div", { class: "flow" }, dim(delay), ...set));
  }
  if (messages.length > 0) parts.push(h("h6", {}, "Messages"), ...links.messages(messages, moreMessages));
  return [...parts, ...links.startedBy(startedBy)];
}

function ran({ ran: runs }: TurnView, events: PanelEvents): HTMLElement[] {
  if (runs.length === 0) return [note("No traced function ran in it.")];
  const rows = runs.map(({ task, name, ms }) => {
    const show = () => events.select({ kind: "task", ref: task });
    const row = button("", `Show ${name}, ${durationText(ms)}`, show, { class: "entry", "data-focus": `task-${task}` });
    const figure = h("span", { class: "figure" }, durationText(ms));
    row.append(meter(ms / runs[0]!.ms, "busy"), h("code", { class: "entry-text" }, name), figure);
    return row;
  });
  return [h("div", { class: "list" }, ...rows)];
}

function waited({ heldUp, firstHeldUp }: TurnView, events: PanelEvents): HTMLElement[] {
  if (heldUp === 0) return [note("No await.")];
  const rows = firstHeldUp.map(({ ref, text, name, ms }) => {
    const took = Number.isNaN(ms) ? "not ended" : durationText(ms);
    const show = () => events.select({ kind: "await", ref });
    const row = button("", `Show ${text} in ${name}, ${took}`, show, { class: "entry", "data-focus": `await-${ref}` });
    row.append(
      h("code", { class: "entry-text" }, text),
      h("span", { class: "where dim" }, name),
      h("span", { class: "figure" }, took),
    );
    return row;
  });
  const more = heldUp - firstHeldUp.length;
  return [h("div", { class: "list" }, ...rows, more > 0 ? note(`${countText(more)} more`) : null)];
}
