import { formatCount, formatMs, plural } from "../export/format.ts";
import { Outcome } from "../format/spec.ts";
import { type On, SITE_WORDS } from "../model/describe.ts";
import type { FunctionStatistics } from "../model/statistics.ts";
import type { Site } from "../model/types.ts";
import type { AwaitSummary, LastWait } from "./await-summary.ts";
import { escapeMarkdown, shorten } from "./escape-markdown.ts";
import { type BarColours, waitBar } from "./wait-bar.ts";

/** What every hover has besides its figures. */
export interface HoverFrame {
  readonly site: Site;
  /** The source is not the one that ran. */
  readonly edited: boolean;
  /** The program still runs. */
  readonly live: boolean;
  /** Command URIs. */
  readonly showInTimeline: string;
  readonly showAll: string;
  readonly colours: BarColours;
}

/** The hover of an await. Text of the program is escaped; nothing else is variable but numbers and our own links. */
export function awaitMarkdown({ statistics, open, last }: AwaitSummary, frame: HoverFrame): string {
  const { count, rejected, pending, p50Ms, p95Ms, maxMs, totalMs, loopBusyMs } = statistics;
  const live = frame.live && !last.threadEnded;
  const isRejected = last.outcome === Outcome.Rejected;
  return joinBlocks([
    `**${SITE_WORDS[frame.site.kind]} ${code(frame.site.text)}** — ${headline(last, live)}`,
    Number.isNaN(last.waitedMs) ? "" : waitBar(last.busy, isRejected, frame.colours),
    lastLines(last, live),
    table([
      ["last", ms(last.waitedMs)],
      ["count", formatCount(count)],
      ["p50", ms(p50Ms)],
      ["p95", ms(p95Ms)],
      ["max", ms(maxMs)],
      ["total", ms(totalMs)],
      ["loop busy", ms(loopBusyMs)],
    ]),
    footnotes(pending, frame.live ? open : 0, rejected, frame.edited),
    links(count, frame),
  ]);
}

/** The hover of an async function's name; `lastMs` is how long its latest call took, NaN while it goes on. */
export function functionMarkdown(statistics: FunctionStatistics, lastMs: number, frame: HoverFrame): string {
  const { calls, rejected, pending, p50Ms, p95Ms, maxMs, runningMs, waitingMs } = statistics;
  return joinBlocks([
    `**async ${code(`${frame.site.text}()`)}** — ${plural(calls, "call")}`,
    table([
      ["last", ms(lastMs)],
      ["count", formatCount(calls)],
      ["p50", ms(p50Ms)],
      ["p95", ms(p95Ms)],
      ["max", ms(maxMs)],
      ["ran", ms(runningMs)],
      ["waited", ms(waitingMs)],
    ]),
    footnotes(pending, frame.live ? pending : 0, rejected, frame.edited),
    links(calls, frame),
  ]);
}

function headline({ outcome, waitedMs }: LastWait, live: boolean): string {
  switch (outcome) {
    case Outcome.Fulfilled:
      return `waited **${ms(waitedMs)}** last time`;
    case Outcome.Rejected:
      return `rejected after **${ms(waitedMs)}** last time`;
    case Outcome.Pending:
      return live ? `waiting for **${ms(waitedMs)}** now` : `never settled, **${ms(waitedMs)}** up to the end`;
    case Outcome.Unknown:
      return "how long it waited last time was not recorded";
  }
}

function lastLines(last: LastWait, live: boolean): string {
  const endedBy = last.endedBy === "" ? "" : `, in the end for ${withArticle(last.endedBy)}`;
  const waits = live && last.outcome === Outcome.Pending ? "Waits for" : "Waited for";
  const lines = [`${waits} ${waitedForWords(last.waitedFor)}${endedBy}`];
  // Below a hundredth of the wait the loop did nothing that anybody would look for here.
  if (last.busyMs > last.waitedMs / 100) {
    const where = last.busyInMs > last.busyMs / 4 ? `, ${ms(last.busyInMs)} of it in ${code(last.busyIn)}` : "";
    lines.push(`The loop was busy for ${ms(last.busyMs)} of it${where}`);
  }
  return lines.join("  \n");
}

function waitedForWords({ kind, label, calls }: On): string {
  if (kind === "task" || kind === "group" || calls !== "") return code(label);
  return kind === "unknown" ? "something that was not recorded" : withArticle(label);
}

function withArticle(noun: string): string {
  return `${/^([aeio]|HTTP)/.test(noun) ? "an" : "a"} ${code(noun)}`;
}

/** `open`: so many of the pending ones may still settle. */
function footnotes(pending: number, open: number, rejected: number, edited: boolean): string {
  const notes = [
    rejected > 0 ? `${plural(rejected, "execution")} rejected` : "",
    open > 0 ? `${plural(open, "execution")} waiting now` : "",
    pending > open ? `${plural(pending - open, "execution")} never settled` : "",
    edited ? "_from before the edit: the code here has changed since it ran_" : "",
  ].filter((note) => note !== "");
  return notes.join(" · ");
}

function links(count: number, { showInTimeline, showAll }: HoverFrame): string {
  const all = count === 1 ? "Show All" : `Show All ${count}`;
  return `[Show in Timeline](${showInTimeline} "Select the latest execution") · [${all}](${showAll} "List every execution")`;
}

function ms(value: number): string {
  return Number.isNaN(value) ? "–" : formatMs(value);
}

const LONGEST_TEXT = 48;

function code(text: string): string {
  return escapeMarkdown(shorten(text, LONGEST_TEXT));
}

/** Columns under their names. The editor gives the cells of a hover's table no room, so they bring their own. */
function table(columns: readonly (readonly [name: string, value: string])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join("&emsp; | ")} |`;
  const names = columns.map(([name]) => name);
  const values = columns.map(([, value]) => value);
  return [line(names), line(names.map(() => ":--")).replaceAll("&emsp;", ""), line(values)].join("\n");
}

function joinBlocks(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== "").join("\n\n");
}
