import type { Executions } from "../timeline/executions.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import type { Selection } from "../timeline/selection.ts";
import { button, h } from "./dom.ts";
import { histogram } from "./histogram.ts";
import { icon } from "./icons.ts";
import type { PanelEvents } from "./panel-links.ts";
import { column, meter, note } from "./panel-parts.ts";

function titleOf({ count }: Executions, isTask: boolean): string {
  const word = isTask ? "call" : "execution";
  return count === 1 ? `The only ${word}` : `All ${countText(count)} ${word}s`;
}

/** All executions of the selection's site: how long they took, and the way to each of the slowest. */
export function executionsColumn(executions: Executions, selection: Selection, events: PanelEvents): HTMLElement {
  const title = titleOf(executions, selection.kind === "task");
  if (executions.count === 1) return column(title, note(onlyText(executions)));
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
      () => events.select({ kind: selection.kind, ref }),
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
  return column(
    title,
    ...(ended > 1 ? [histogram(executions)] : []),
    h("div", { class: "figures" }, unbroken(facts)),
    stepper(executions, events),
    h("h6", {}, "Slowest first"),
    h("div", { class: "list compact" }, ...list),
  );
}

/** Lines end between facts: a figure keeps its name and its unit. */
function unbroken(facts: readonly string[]): string {
  return facts.map((fact) => fact.replaceAll(" ", "\u00a0")).join("\u00a0· ");
}

function onlyText({ pending, maxMs }: Executions): string {
  if (pending > 0) return "It has not ended.";
  return Number.isNaN(maxMs) ? "Its end is not known." : `It took ${durationText(maxMs)}.`;
}

function stepper({ position, count }: Executions, events: PanelEvents): HTMLElement {
  const previous = button("", "Previous execution ([)", () => events.step(-1), {
    class: "quiet",
    "data-focus": "previous",
  });
  previous.append(icon("previous"));
  const next = button("", "Next execution (])", () => events.step(1), { class: "quiet", "data-focus": "next" });
  next.append(icon("next"));
  return h(
    "div",
    { class: "stepper" },
    previous,
    h("span", {}, `${countText(position + 1)} of ${countText(count)}`),
    next,
  );
}
