import { bar } from "./bar.ts";
import { displayWidth, printable } from "./display-width.ts";
import { formatBytes, formatCount, formatMs, formatPercent, plural } from "./format.ts";
import { type Colour, type Paint, painter, type Span } from "./paint.ts";
import type { Report, ReportFinding, ReportFunction, ReportProcess, ReportSite } from "./report-types.ts";
import { type Column, layOut } from "./table.ts";

export interface TextOptions {
  /** Cells of a line. */
  readonly width: number;
  readonly colour: boolean;
}

const ROWS = 12;
const BAR_WIDTH = 10;
const NARROWEST = 40;

/** A report for a person at a terminal: what the run was, then where its time went. Ends with a line break. */
export function formatReport(report: Report, { width, colour }: TextOptions): string {
  const page: Page = { width: Math.max(width, NARROWEST), paint: painter(colour) };
  const sections = [
    summary(report, page),
    slowestAwaits(report, page),
    busiestFunctions(report, page),
    neverSettled(report, page),
    findings(report, page),
    losses(report, page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

interface Page {
  readonly width: number;
  readonly paint: Paint;
}

function summary(report: Report, { paint }: Page): string[] {
  const { processes, recorder, functions, sites } = report;
  const threads = processes.reduce((count, { threads }) => count + threads.length, 0);
  const tasks = functions.reduce((count, { calls }) => count + calls, 0);
  const awaits = sites.reduce((count, site) => count + site.count, 0);
  const main = processes[0];
  const facts = [
    formatMs(report.durationMs),
    plural(tasks, "task"),
    plural(awaits, "await"),
    ...(processes.length > 1 ? [plural(processes.length, "process", "processes")] : []),
    ...(threads > processes.length ? [plural(threads, "thread")] : []),
  ];
  const ending = main ? [howItEnded(main, report.complete)] : [];
  const details = [
    main?.runtime ?? "",
    `${formatCount(recorder.events)} events in ${formatBytes(recorder.bytes)}`,
    `recording cost ${formatPercent(recorder.costPercent)}`,
  ].filter(Boolean);
  const title = printable(programName(main));
  return [
    [paint({ text: title, colour: "bold" }), ...facts, ...ending.map(paint)].join(" · "),
    paint({ text: details.join(" · "), colour: "dim" }),
  ];
}

function programName(main: ReportProcess | undefined): string {
  const file = main?.threads.find(({ kind }) => kind === "main")?.file;
  return file || main?.command || "trace";
}

function howItEnded({ exitCode, signal }: ReportProcess, complete: boolean): Span {
  if (signal) return { text: `ended by ${signal}`, colour: "yellow" };
  if (exitCode !== null) return { text: `exit code ${exitCode}`, colour: exitCode === 0 ? "green" : "red" };
  return { text: complete ? "ended" : "no end recorded", colour: "yellow" };
}

function slowestAwaits({ sites }: Report, page: Page): string[] {
  const waits = sites.filter(({ totalMs, count }) => count > 0 && totalMs > 0);
  if (waits.length === 0) return [heading("Slowest awaits", page), "Nothing was awaited."];
  const most = waits[0]!.totalMs;
  const rows = waits.slice(0, ROWS);
  const columns: Column<ReportSite>[] = [
    { title: "total", align: "right", cell: ({ totalMs }) => plain(formatMs(totalMs), "bold") },
    {
      title: "",
      align: "left",
      rank: 2,
      cell: ({ totalMs, loopBusyMs }) => bar((totalMs - loopBusyMs) / most, loopBusyMs / most, BAR_WIDTH),
    },
    { title: "count", align: "right", cell: ({ count }) => plain(formatCount(count)) },
    { title: "p50", align: "right", rank: 3, cell: ({ p50Ms }) => milliseconds(p50Ms) },
    { title: "p95", align: "right", rank: 1, cell: ({ p95Ms }) => milliseconds(p95Ms) },
    { title: "max", align: "right", rank: 4, cell: ({ maxMs }) => milliseconds(maxMs) },
    { title: "await", align: "left", minWidth: 16, cell: awaitCell },
    { title: "where", align: "left", minWidth: 14, cut: "start", cell: where },
    { title: "waited for", align: "left", minWidth: 8, rank: 0, cell: ({ on }) => waitedFor(on) },
  ];
  return [
    heading("Slowest awaits", page),
    ...layOut(columns, rows, page.width, page.paint),
    ...more(waits.length - rows.length, "place that waited", "places that waited", page),
    ...legend(rows, page),
  ];
}

function awaitCell({ kind, text, rejected }: ReportSite): readonly Span[] {
  const prefix = kind === "await" || kind === "combinator" ? "" : `${kind} `;
  const rejections = rejected > 0 ? [{ text: ` ✗${formatCount(rejected)}`, colour: "red" as const }] : [];
  return [{ text: `${prefix}${printable(text)}` }, ...rejections];
}

/** What stands behind most of the awaits; a wait for other tasks is drawn back, since their own waits are listed too. */
function waitedFor(on: ReportSite["on"]): readonly Span[] {
  const [first, ...others] = on;
  if (!first || first.kind === "unknown") return [];
  const text = printable(first.label || first.kind);
  const rest = others.length > 0 ? ` +${others.length}` : "";
  return plain(text + rest, first.kind === "task" || first.kind === "group" ? "dim" : "cyan");
}

function legend(rows: readonly ReportSite[], { paint }: Page): string[] {
  const busy = rows.some(({ loopBusyMs, totalMs }) => loopBusyMs / totalMs > 0.1);
  return busy
    ? [
        `${paint({ text: "▒", colour: "yellow" })}${paint({ text: " the loop was busy with other code", colour: "dim" })}`,
      ]
    : [];
}

function busiestFunctions({ functions }: Report, page: Page): string[] {
  const called = functions.filter(({ runningMs }) => runningMs > 0);
  if (called.length === 0) return [];
  const most = called[0]!.runningMs;
  const rows = called.slice(0, ROWS);
  const columns: Column<ReportFunction>[] = [
    { title: "running", align: "right", cell: ({ runningMs }) => plain(formatMs(runningMs), "bold") },
    { title: "", align: "left", rank: 2, cell: ({ runningMs }) => bar(runningMs / most, 0, BAR_WIDTH) },
    { title: "calls", align: "right", cell: ({ calls }) => plain(formatCount(calls)) },
    { title: "waiting", align: "right", rank: 4, cell: ({ waitingMs }) => plain(formatMs(waitingMs)) },
    { title: "p50", align: "right", rank: 1, cell: ({ p50Ms }) => milliseconds(p50Ms) },
    { title: "max", align: "right", rank: 3, cell: ({ maxMs }) => milliseconds(maxMs) },
    { title: "function", align: "left", minWidth: 12, cell: functionCell },
    { title: "where", align: "left", minWidth: 14, cut: "start", cell: where },
  ];
  return [
    heading("Busiest functions", page),
    ...layOut(columns, rows, page.width, page.paint),
    ...more(called.length - rows.length, "function", "functions", page),
  ];
}

function functionCell({ name, rejected }: ReportFunction): readonly Span[] {
  const rejections = rejected > 0 ? [{ text: ` ✗${formatCount(rejected)}`, colour: "red" as const }] : [];
  return [{ text: functionName(name) }, ...rejections];
}

function neverSettled({ sites, functions }: Report, page: Page): string[] {
  const waits = sites.filter(({ pending }) => pending > 0);
  const tasks = functions.reduce((count, { pending }) => count + pending, 0);
  if (waits.length === 0) return [];
  const rows = [...waits].sort((a, b) => b.pending - a.pending).slice(0, ROWS);
  const columns: Column<ReportSite>[] = [
    { title: "pending", align: "right", cell: ({ pending }) => plain(formatCount(pending), "bold") },
    {
      title: "await",
      align: "left",
      minWidth: 16,
      cell: ({ kind, text }) => awaitCell({ kind, text, rejected: 0 } as ReportSite),
    },
    { title: "in", align: "left", minWidth: 8, rank: 1, cell: (site) => plain(functionName(site.function)) },
    { title: "where", align: "left", minWidth: 14, cut: "start", cell: where },
    { title: "waits for", align: "left", minWidth: 8, rank: 0, cell: ({ on }) => waitedFor(on) },
  ];
  return [
    heading(`Never settled: ${plural(tasks, "task")}`, page),
    ...layOut(columns, rows, page.width, page.paint),
    ...more(waits.length - rows.length, "place", "places", page),
  ];
}

const SEVERITY: Readonly<Record<ReportFinding["severity"], Span>> = {
  error: { text: "●", colour: "red" },
  warning: { text: "▲", colour: "yellow" },
  info: { text: "·", colour: "blue" },
};

function findings(report: Report, page: Page): string[] {
  if (report.findings.length === 0) return [];
  const rows = report.findings.slice(0, ROWS);
  const columns: Column<ReportFinding>[] = [
    { title: "", align: "left", cell: ({ severity }) => [SEVERITY[severity]] },
    { title: "", align: "left", minWidth: 20, cell: ({ message }) => plain(printable(message)) },
    { title: "", align: "left", minWidth: 14, cut: "start", cell: where },
  ];
  const [, ...lines] = layOut(columns, rows, page.width, page.paint);
  return [
    heading("Findings", page),
    ...lines,
    ...more(report.findings.length - rows.length, "finding", "findings", page),
  ];
}

function losses({ losses }: Report, page: Page): string[] {
  const { droppedEvents, damagedChunks, missingChunks, uninstrumented } = losses;
  if (droppedEvents + damagedChunks + missingChunks + uninstrumented.length === 0) return [];
  const lost = [
    ...(droppedEvents > 0
      ? [`${plural(droppedEvents, "event")} dropped, because the program was faster than the disk.`]
      : []),
    ...(damagedChunks > 0 ? [`${plural(damagedChunks, "damaged place")} in the file skipped.`] : []),
    ...(missingChunks > 0 ? [`${plural(missingChunks, "chunk")} written and not in the file.`] : []),
  ];
  const files = uninstrumented.slice(0, ROWS).map(({ file, reason }) => `${printable(file)}: ${printable(reason)}`);
  return [
    heading("Not recorded", page),
    ...[...lost, ...files].flatMap((text) => wrap(text, page.width)),
    ...more(uninstrumented.length - files.length, "file", "files", page),
  ];
}

function heading(text: string, { paint }: Page): string {
  return paint({ text, colour: "bold" });
}

function more(count: number, one: string, many: string, { paint }: Page): string[] {
  return count > 0
    ? [paint({ text: `… and ${plural(count, `more ${one}`, `more ${many}`)}; --json has all`, colour: "dim" })]
    : [];
}

function milliseconds(ms: number | null): readonly Span[] {
  return plain(ms === null ? "–" : formatMs(ms));
}

function where({ file, line }: { readonly file: string; readonly line: number }): readonly Span[] {
  return plain(file ? printable(`${file}:${line}`) : "", "dim");
}

function functionName(name: string): string {
  return name ? printable(name) : "(anonymous)";
}

function plain(text: string, colour?: Colour): readonly Span[] {
  return [{ text, colour }];
}

/** Breaks at spaces, following lines indented. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
