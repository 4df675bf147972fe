import { baseName } from "../timeline/filter.ts";
import { BUSY_MS } from "../timeline/lanes.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import type { Blocking, SiteTotal, Summary } from "../timeline/summary.ts";
import { button, h } from "./dom.ts";
import type { PanelEvents } from "./panel-links.ts";
import { column, meter, note } from "./panel-parts.ts";

/** Where the time of the whole trace went. */
export function summaryColumns({ awaits, functions, blocking, live }: Summary, events: PanelEvents): HTMLElement[] {
  const waited = awaits.map((total) => siteRow(total, awaits[0]!.totalMs, true, live, events));
  const ran = functions.map((total) => siteRow(total, functions[0]!.totalMs, false, live, events));
  const blocked = blocking.map((one) => blockingRow(one, blocking[0]!.ms, events));
  return [
    column("Longest waits", list(waited, "No await yet.")),
    column("Busiest functions", list(ran, "No task yet.")),
    column("Loop held up", list(blocked, `No turn of the loop took ${BUSY_MS} ms or more.`)),
  ];
}

function list(rows: readonly HTMLElement[], otherwise: string): HTMLElement {
  return h("div", { class: "list" }, ...(rows.length > 0 ? rows : [note(otherwise)]));
}

function siteRow(total: SiteTotal, most: number, isAwait: boolean, live: boolean, events: PanelEvents): HTMLElement {
  const row = button("", `Show the slowest: ${total.text}`, () => events.pick(total.site), {
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

function blockingRow(one: Blocking, most: number, events: PanelEvents): HTMLElement {
  const row = button(
    "",
    `Show the turn of ${durationText(one.ms)}`,
    () => events.select({ kind: "turn", ref: one.turn }),
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
