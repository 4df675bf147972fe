import { BLOCKED_MS } from "../model/loops.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { h } from "./dom.ts";
import type { PanelLinks } from "./panel-links.ts";
import { chip, column, note } from "./panel-parts.ts";
import type { TurnView } from "./worker-protocol.ts";

/** What one turn of an event loop did, and what it held up. */
export function turnColumn(turn: TurnView, links: PanelLinks, close: HTMLElement): HTMLElement {
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
      : h("div", { class: "flow" }, ...turn.ran.map((run) => links.taskLink({ ...run, outcome: 0 })));
  return column(
    "Turn of the event loop",
    close,
    h("div", { class: "what" }, h("code", {}, h("span", { class: "verb" }, "from "), turn.name)),
    h("div", { class: "chips" }, ...chips),
    h("h6", {}, "Ran in it"),
    who,
    ...(turn.messages.length > 0 ? [h("h6", {}, "Messages")] : []),
    ...links.messages(turn.messages, turn.moreMessages),
    ...links.startedBy(turn.startedBy),
  );
}
