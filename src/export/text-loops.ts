import { cutEnd, printable } from "./display-width.ts";
import { formatMs, plural } from "./format.ts";
import type { Report, ReportBlocked, ReportProcess, ReportThread } from "./report-types.ts";
import { functionName, heading, MOST_ROWS, more, type Page, wrap } from "./text-page.ts";

/** The threads whose loop was blocked, a line or two each: how busy it was, and in what. */
export function blockedLoops({ processes }: Report, page: Page): string[] {
  const all = processes.flatMap((process) => process.threads.map((thread) => ({ process, thread })));
  const blocked = all.filter(({ thread }) => thread.loop.blockedCount > 0);
  if (blocked.length === 0) return [];
  blocked.sort((a, b) => b.thread.loop.maxTurnMs - a.thread.loop.maxTurnMs);
  const shown = blocked.slice(0, MOST_ROWS);
  return [
    heading("Blocked loops", page),
    ...shown.flatMap(({ process, thread }) => wrap(sentence(process, thread, processes.length > 1), page.width)),
    ...more(blocked.length - shown.length, "thread", "threads", page),
  ];
}

function sentence(process: ReportProcess, { id, kind, loop }: ReportThread, hasOthers: boolean): string {
  const name = kind === "main" ? (hasOthers ? `process ${process.pid}` : "main") : `worker ${id}`;
  const busy = loop.utilization === null ? "" : `busy ${Math.round(loop.utilization * 100)} % · `;
  const late = loop.maxLagMs === null ? "" : `timers late by up to ${formatMs(loop.maxLagMs)} · `;
  const times = `blocked ${plural(loop.blockedCount, "time")}: `;
  return `${name}: ${busy}${late}${times}${loop.blocked.map(stretch).join(", ")}`;
}

function stretch({ startMs, durationMs, turn, functions }: ReportBlocked): string {
  const [longest] = functions;
  const callback = turn === null ? "other code" : `a callback of ${printable(turn)}`;
  const isTraced = longest !== undefined && longest.ms * 2 >= durationMs;
  const what = isTraced ? cutEnd(functionName(longest.name), LONGEST_NAME) : callback;
  return `${formatMs(durationMs)} in ${what} at ${formatMs(startMs)}`;
}

const LONGEST_NAME = 40;
