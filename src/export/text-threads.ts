import { cutEnd, printable } from "./display-width.ts";
import { formatMs, plural } from "./format.ts";
import type { Report, ReportProcess, ReportStarter, ReportThread } from "./report-types.ts";
import { functionName, heading, MOST_ROWS, more, type Page, place, wrap } from "./text-page.ts";

/** Who started the workers and processes, and how many messages went to and fro, a line each. */
export function threads({ processes }: Report, page: Page): string[] {
  const all = processes.flatMap((process) => process.threads.map((thread) => ({ process, thread })));
  if (all.length < 2) return [];
  const shown = all.slice(0, MOST_ROWS);
  return [
    heading("Threads", page),
    ...shown.flatMap(({ process, thread }) => wrap(sentence(process, thread, page), page.width)),
    ...more(all.length - shown.length, "thread", "threads", page),
  ];
}

function sentence(process: ReportProcess, thread: ReportThread, page: Page): string {
  const { messages, kind } = thread;
  const starter = kind === "main" ? process.startedBy : thread.startedBy;
  const facts = [
    `${kind === "main" ? `process ${process.pid}` : `worker ${thread.id}`}: ${file(thread, page)}`,
    ...(starter === null ? [] : [startedBy(starter, page)]),
    ...(messages.received > 0 ? [`${plural(messages.received, "message")} received`] : []),
    ...(messages.sent > 0 ? [`${plural(messages.sent, "message")} sent`] : []),
  ];
  return facts.join(" · ");
}

function startedBy(starter: ReportStarter, page: Page): string {
  const who = starter.task === null ? starterThread(starter) : cutEnd(functionName(starter.function), LONGEST_NAME);
  const where = place(starter, page);
  return `started by ${who} at ${formatMs(starter.atMs)}${where && `, ${where}`}`;
}

function starterThread({ process, thread }: ReportStarter): string {
  return thread === 0 ? `process ${process}` : `worker ${thread}`;
}

function file(thread: ReportThread, { folder }: Page): string {
  const path = thread.file.startsWith(folder) ? thread.file.slice(folder.length) : thread.file;
  return printable(path || "no file");
}

const LONGEST_NAME = 40;
