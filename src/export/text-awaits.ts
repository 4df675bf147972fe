import { BUSY, bar } from "./bar.ts";
import { printable } from "./display-width.ts";
import { formatCount, plural } from "./format.ts";
import type { Span } from "./paint.ts";
import type { Report, ReportSite } from "./report-types.ts";
import { type Column, layOut } from "./table.ts";
import {
  BAR_WIDTH,
  duration,
  functionName,
  heading,
  MOST_ROWS,
  more,
  type Page,
  place,
  plain,
  rejections,
} from "./text-page.ts";

/** Where the program waited, the longest total first. */
export function slowestAwaits({ sites }: Report, page: Page): string[] {
  const waits = sites.filter(({ totalMs }) => totalMs > 0);
  if (waits.length === 0) return [heading("Slowest awaits", page), "Nothing was awaited."];
  const most = waits[0]!.totalMs;
  const rows = waits.slice(0, MOST_ROWS);
  const columns: Column<ReportSite>[] = [
    { title: "total ", align: "right", cell: ({ totalMs }) => duration(totalMs, "bold") },
    {
      title: "",
      align: "left",
      rank: 2,
      cell: ({ totalMs, loopBusyMs }) => bar((totalMs - loopBusyMs) / most, loopBusyMs / most, BAR_WIDTH),
    },
    { title: "count", align: "right", cell: ({ count }) => plain(formatCount(count)) },
    { title: "p50 ", align: "right", rank: 3, cell: ({ p50Ms }) => duration(p50Ms) },
    { title: "p95 ", align: "right", rank: 1, cell: ({ p95Ms }) => duration(p95Ms) },
    { title: "max ", align: "right", rank: 4, cell: ({ maxMs }) => duration(maxMs) },
    { title: "await", align: "left", minWidth: 20, cell: (site) => [...awaited(site), ...rejections(site.rejected)] },
    { title: "where", align: "left", minWidth: 16, isPath: true, cell: (site) => plain(place(site, page), "dim") },
    { title: "waited for", align: "left", minWidth: 10, rank: 0, cell: ({ on }) => waitedFor(on) },
  ];
  const lines = layOut(columns, rows, page.width, page.paint);
  return [
    heading("Slowest awaits", page),
    ...lines,
    ...more(waits.length - rows.length, "place that waited", "places that waited", page),
    ...legend(lines, page),
  ];
}

/** Awaits that still waited when the trace ended, the most numerous first. */
export function neverSettled({ sites, functions }: Report, page: Page): string[] {
  const waits = sites.filter(({ pending }) => pending > 0).sort((a, b) => b.pending - a.pending);
  if (waits.length === 0) return [];
  const rows = waits.slice(0, MOST_ROWS);
  const tasks = functions.reduce((count, { pending }) => count + pending, 0);
  const columns: Column<ReportSite>[] = [
    { title: "pending", align: "right", cell: ({ pending }) => plain(formatCount(pending), "bold") },
    { title: "await", align: "left", minWidth: 20, cell: awaited },
    { title: "in", align: "left", minWidth: 10, rank: 1, cell: (site) => plain(functionName(site.function)) },
    { title: "where", align: "left", minWidth: 16, isPath: true, cell: (site) => plain(place(site, page), "dim") },
    { title: "waits for", align: "left", minWidth: 10, rank: 0, cell: ({ on }) => waitedFor(on) },
  ];
  return [
    heading(`Never settled: ${plural(tasks, "task")}`, page),
    ...layOut(columns, rows, page.width, page.paint),
    ...more(waits.length - rows.length, "place", "places", page),
  ];
}

function awaited({ kind, text }: ReportSite): readonly Span[] {
  return plain(kind === "await" ? printable(text) : `${kind} ${printable(text)}`);
}

/** What stands behind most of the awaits. A wait for other tasks is drawn back, since their own waits are rows too. */
function waitedFor([first, ...others]: ReportSite["on"]): readonly Span[] {
  if (!first || first.kind === "unknown") return [];
  const rest = others.length > 0 ? ` +${others.length}` : "";
  return plain(printable(first.label) + rest, first.kind === "task" || first.kind === "group" ? "dim" : "cyan");
}

/** Only below bars that have such a part. */
function legend(lines: readonly string[], { paint }: Page): string[] {
  if (!lines.some((line) => line.includes(BUSY))) return [];
  return [
    paint({ text: BUSY, colour: "yellow" }) + paint({ text: " the loop was busy with other code", colour: "dim" }),
  ];
}
