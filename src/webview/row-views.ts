import { functionName } from "../model/describe.ts";
import { baseName } from "../timeline/filter.ts";
import { RowKind } from "../timeline/rows.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import type { Source } from "../timeline/source.ts";
import type { RowView } from "./worker-protocol.ts";

/** The rows between two heights, with their texts. */
export function rowViews(source: Source, top: number, bottom: number, nowMs: number): RowView[] {
  const { visible } = source;
  const views: RowView[] = [];
  const last = Math.min(visible.at(bottom), visible.length - 1);
  for (let position = Math.max(0, visible.at(top)); position <= last; position++) {
    views.push(rowView(source, position, nowMs));
  }
  return views;
}

function rowView(source: Source, position: number, nowMs: number): RowView {
  const { rows, visible, index, model } = source;
  const row = visible.row[position]!;
  const kind = rows.kind[row]!;
  const thread = rows.thread[row]!;
  const isThread = kind === RowKind.Thread;
  const opens = rows.firstChild[row]! >= 0 || (kind === RowKind.Pack && rows.lanes[row]! > 1);
  return {
    row,
    kind: isThread ? "thread" : kind === RowKind.Pack ? "pack" : "task",
    depth: rows.depth[row]!,
    top: visible.top[position]!,
    height: visible.top[position + 1]! - visible.top[position]!,
    name: isThread ? threadName(source, thread) : functionName(model, rows.site[row]!),
    detail: isThread ? threadDetail(source, thread) : taskDetail(source, row, nowMs),
    rejected: index.rowRejected[row] ?? 0,
    open: index.rowOpen[row] ?? 0,
    openWord: source.live(thread) ? "waiting" : "never settled",
    collapsed: opens ? rows.collapsed[row] !== 0 && source.filter === null : null,
    colour: isThread ? -1 : source.colours.of(rows.site[row]!),
    firstTask: rows.firstTask[row]!,
    position,
  };
}

function threadName(source: Source, thread: number): string {
  const { threads } = source.model;
  if (threads.length === 1) return "Event loop";
  const { start, process } = threads[thread]!;
  const file = baseName(start.file) || baseName(start.command) || "node";
  if (start.threadKind === "worker") return `Worker ${start.thread} · ${file}`;
  return process === 0 ? `Main · ${file}` : `Process ${start.pid} · ${file}`;
}

function threadDetail(source: Source, thread: number): string {
  const longest = source.index.longestTurnMs[thread] ?? 0;
  const turn = longest > 0 ? `longest turn ${durationText(longest)}` : "";
  const { start, end } = source.model.threads[thread]!;
  const failed = start.threadKind === "worker" && end?.exitCode ? `exit code ${end.exitCode}` : "";
  return [turn, end?.ending ?? failed].filter(Boolean).join(" · ");
}

function taskDetail(source: Source, row: number, nowMs: number): string {
  const { rows, model } = source;
  const count = rows.tasks[row]!;
  if (rows.kind[row] === RowKind.Pack)
    return `${countText(count)} ${hasOwnRows(source, row) ? "more, packed" : "packed"}`;
  if (count > 1) return `×${countText(count)}`;
  const task = rows.firstTask[row]!;
  const end = model.tasks.endMs[task]!;
  const untilMs = Number.isNaN(end) ? source.openUntilMs(model.tasks.thread[task]!, nowMs) : end;
  return durationText(untilMs - model.tasks.startMs[task]!);
}

/** A pack below another pack has no rows beside it that show single calls. */
function hasOwnRows(source: Source, row: number): boolean {
  return source.rows.kind[source.rows.parent[row]!] !== RowKind.Pack;
}
