import { bar } from "./bar.ts";
import { formatCount } from "./format.ts";
import type { Report, ReportFunction } from "./report-types.ts";
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

/** Which functions ran the longest themselves. */
export function busiestFunctions({ functions }: Report, page: Page): string[] {
  const busy = functions.filter(({ runningMs }) => runningMs > 0);
  if (busy.length === 0) return [];
  const most = busy[0]!.runningMs;
  const rows = busy.slice(0, MOST_ROWS);
  const columns: Column<ReportFunction>[] = [
    { title: "running ", align: "right", cell: ({ runningMs }) => duration(runningMs, "bold") },
    { title: "", align: "left", rank: 2, cell: ({ runningMs }) => bar(runningMs / most, 0, BAR_WIDTH) },
    { title: "calls", align: "right", cell: ({ calls }) => plain(formatCount(calls)) },
    { title: "waiting ", align: "right", rank: 4, cell: ({ waitingMs }) => duration(waitingMs) },
    { title: "p50 ", align: "right", rank: 1, cell: ({ p50Ms }) => duration(p50Ms) },
    { title: "max ", align: "right", rank: 3, cell: ({ maxMs }) => duration(maxMs) },
    {
      title: "function",
      align: "left",
      minWidth: 16,
      cell: ({ name, rejected }) => [...plain(functionName(name)), ...rejections(rejected)],
    },
    { title: "where", align: "left", minWidth: 16, isPath: true, cell: (each) => plain(place(each, page), "dim") },
  ];
  return [
    heading("Busiest functions", page),
    ...layOut(columns, rows, page.width, page.paint),
    ...more(busy.length - rows.length, "function", "functions", page),
  ];
}
