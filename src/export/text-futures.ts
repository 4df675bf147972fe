import { printable } from "./display-width.ts";
import { formatCount, plural } from "./format.ts";
import type { Report, ReportFutureSite } from "./report-types.ts";
import { type Column, layOut } from "./table.ts";
import { functionName, heading, MOST_ROWS, more, type Page, place, plain } from "./text-page.ts";

/** Promises that were made and that no traced code took up, the most numerous first. */
export function unusedFutures({ futureSites }: Report, page: Page): string[] {
  const unused = futureSites.filter((site) => site.unused > 0);
  if (unused.length === 0) return [];
  const rows = unused.slice(0, MOST_ROWS);
  const total = unused.reduce((count, site) => count + site.unused, 0);
  const columns: Column<ReportFutureSite>[] = [
    { title: "unused", align: "right", cell: (site) => plain(formatCount(site.unused), "bold") },
    { title: "of", align: "right", rank: 0, cell: ({ count }) => plain(formatCount(count)) },
    { title: "promise", align: "left", minWidth: 20, cell: ({ text }) => plain(printable(text)) },
    { title: "in", align: "left", minWidth: 10, rank: 1, cell: (site) => plain(functionName(site.function)) },
    { title: "where", align: "left", minWidth: 16, isPath: true, cell: (site) => plain(place(site, page), "dim") },
  ];
  return [
    heading(`Not awaited, chained or grouped by traced code: ${plural(total, "future")}`, page),
    ...layOut(columns, rows, page.width, page.paint),
    ...more(unused.length - rows.length, "place", "places", page),
  ];
}
