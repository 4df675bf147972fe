import { displayWidth, printable } from "./display-width.ts";
import { formatBytes, formatCount, formatMs, formatPercent, plural } from "./format.ts";
import type { Span } from "./paint.ts";
import type { Report, ReportProcess, ReportThread } from "./report-types.ts";
import { functionName, type Page, place, wrap } from "./text-page.ts";

/** What was run, how long, how much happened, how it ended; then what recording it took. */
export function summary(report: Report, page: Page): string[] {
  const { processes, recorder, functions, sites } = report;
  const main = processes[0];
  const threads = processes.reduce((count, { threads }) => count + threads.length, 0);
  const tasks = functions.reduce((count, { calls }) => count + calls, 0);
  const awaits = sites.reduce((count, site) => count + site.count, 0);
  const facts = [
    { text: programName(main, page), colour: "bold" as const },
    { text: formatMs(report.durationMs) },
    { text: plural(tasks, "task") },
    { text: plural(awaits, "await") },
    ...(processes.length > 1 ? [{ text: plural(processes.length, "process", "processes") }] : []),
    ...(threads > processes.length ? [{ text: plural(threads, "thread") }] : []),
    ...(main ? [howItEnded(main, report.complete)] : []),
    ...brokenWorkers(report),
  ];
  const details = [
    ...(main?.runtime ? [printable(main.runtime)] : []),
    `${formatCount(recorder.events)} events in ${formatBytes(recorder.bytes)}`,
    `recording cost ${formatPercent(recorder.costPercent)}`,
    ...(page.folder ? [`files in ${printable(page.folder)}`] : []),
  ].map((text): Span => ({ text, colour: "dim" }));
  return [...join(facts, page), ...join(details, page), ...stillRunning(report, page)];
}

/** Parts with dots between them, in as many lines as they take. */
function join(parts: readonly Span[], { paint, width }: Page): string[] {
  const lines: Span[][] = [];
  let left = 0;
  for (const part of parts) {
    left -= displayWidth(part.text) + DOT.text.length;
    if (left < 0) {
      lines.push([part]);
      left = width - displayWidth(part.text);
    } else lines.at(-1)!.push(DOT, part);
  }
  return lines.map((line) => line.map(paint).join(""));
}

const DOT: Span = { text: " · ", colour: "dim" };

function programName(main: ReportProcess | undefined, page: Page): string {
  const file = main?.threads.find(({ kind }) => kind === "main")?.file ?? "";
  return shortName(file, page) || printable(main?.command || "trace");
}

function shortName(file: string, { folder }: Page): string {
  return printable(file.startsWith(folder) ? file.slice(folder.length) : file);
}

/** Where threads hang or were killed, the first few. */
function stillRunning({ processes }: Report, page: Page): string[] {
  const threads = processes.flatMap((process) =>
    process.threads.map((thread) => ({ process, thread, runs: whatRuns(thread, page) })),
  );
  const others = threads.filter(({ runs }) => runs === null);
  const running = [
    ...threads.flatMap(({ runs }) => runs ?? []),
    ...others.flatMap(({ process, thread }) => firstRun(process, thread, page) ?? []),
  ];
  return running.slice(0, MOST_RUNNING).flatMap((text) => wrap(`Still running at the end: ${text}`, page.width));
}

function whatRuns({ running, runningCallback }: ReportThread, page: Page): string | null {
  if (running !== null) {
    const where = place(running, page);
    const text = `${functionName(running.function)}, since ${formatMs(running.sinceMs)}`;
    return where ? `${text}, ${where}` : text;
  }
  if (runningCallback === null) return null;
  const { turn, scheduledBy, sinceMs } = runningCallback;
  const by = scheduledBy === null ? "" : ` that ${functionName(scheduledBy)} had scheduled`;
  return `a callback (${printable(turn)})${by}, since ${formatMs(sinceMs)}`;
}

function firstRun({ exitCode }: ReportProcess, { isInFirstRun, file }: ReportThread, page: Page): string | null {
  if (!isInFirstRun || exitCode !== null || file === "") return null;
  return `the top level of ${shortName(file, page)} or what it left to do at once, or waiting for a first callback`;
}

const MOST_RUNNING = 4;

/** Workers that did not end by themselves, or failed. Those that ended with their process are no news. */
function brokenWorkers({ processes }: Report): Span[] {
  const workers = processes.flatMap(({ threads }) => threads.filter(({ kind }) => kind === "worker"));
  const count = (test: (worker: ReportThread) => boolean) => workers.filter(test).length;
  const kinds = [
    { count: count(({ ending }) => ending === "out of memory"), what: "out of memory" },
    { count: count(({ ending }) => ending === "terminated"), what: "terminated" },
    { count: count(({ ending, exitCode }) => ending === null && exitCode !== null && exitCode !== 0), what: "failed" },
  ];
  return kinds
    .filter((kind) => kind.count > 0)
    .map(({ count, what }) => ({ text: `${plural(count, "worker")} ${what}`, colour: "yellow" }));
}

function howItEnded({ exitCode, signal, threads }: ReportProcess, complete: boolean): Span {
  const main = threads.find(({ kind }) => kind === "main");
  if (signal !== null) return { text: `ended by ${signal}`, colour: "yellow" };
  if (exitCode !== null) return { text: `exit code ${exitCode}`, colour: exitCode === 0 ? "green" : "red" };
  if (main?.ending === "replaced") return { text: "replaced by another program" };
  return complete ? { text: "ended" } : { text: "no end recorded", colour: "yellow" };
}
