import { Outcome } from "../format/spec.ts";
import { OnKind, Settled } from "../model/types.ts";
import { messageRows } from "../timeline/links.ts";
import { RowKind } from "../timeline/rows.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Source } from "../timeline/source.ts";
import { laneHeight, ROW_PADDING, THIN_LANES } from "../timeline/visible.ts";
import type { SelectedBar } from "./worker-protocol.ts";

/** Where the selection is drawn. The arrow starts at the end of the task that an await waited for, or where a message was sent. */
export function selectedBar(source: Source, selection: Selection): SelectedBar {
  const { model } = source;
  const { ref } = selection;
  if (selection.kind === "turn") {
    return {
      selection,
      startMs: model.turns.startMs[ref]!,
      endMs: model.turns.endMs[ref]!,
      ...placeOfThread(source, model.turns.thread[ref]!),
      from: sender(source, selection),
    };
  }
  if (selection.kind === "future") return futureBar(source, selection);
  const table = selection.kind === "task" ? model.tasks : model.awaits;
  const task = selection.kind === "task" ? ref : model.awaits.task[ref]!;
  return {
    selection,
    startMs: table.startMs[ref]!,
    endMs: endOf(source, model.tasks.thread[task]!, table.endMs[ref]!),
    ...placeOfTask(source, task),
    from: (selection.kind === "await" ? origin(source, ref) : null) ?? sender(source, selection),
  };
}

/** A future has no bar of its own: it is outlined in the row of the task that made it, or of the last that waited for it. */
function futureBar(source: Source, selection: Selection): SelectedBar {
  const { futures } = source.model;
  const { ref } = selection;
  const task = taskOfFuture(source, ref);
  const startMs = futures.startMs[ref]!;
  const thread = futures.thread[ref]!;
  const isOpen = futures.outcome[ref] === Outcome.Pending && source.consumers.waiting[ref]! > 0;
  return {
    selection,
    startMs,
    // Where nobody saw it settle there is only the moment in which it was made.
    endMs: isOpen || futures.settled[ref] !== Settled.Unknown ? endOf(source, thread, futures.endMs[ref]!) : startMs,
    ...(task < 0 ? placeOfThread(source, thread) : placeOfTask(source, task)),
    from: null,
  };
}

/** What never ended is outlined up to its thread's end. */
function endOf(source: Source, thread: number, endMs: number): number {
  return Number.isNaN(endMs) && !source.live(thread) ? source.openUntilMs(thread) : endMs;
}

/** The task in whose row a future is shown; -1 for none. */
export function taskOfFuture({ model, consumers }: Source, future: number): number {
  const by = model.futures.by[future]!;
  if (by >= 0) return by;
  const last = consumers.lastAwait[future]!;
  return last < 0 ? -1 : model.awaits.task[last]!;
}

function origin(source: Source, row: number): SelectedBar["from"] {
  const { awaits, tasks, groups } = source.model;
  let on = -1;
  if (awaits.onKind[row] === OnKind.Task) on = awaits.on[row]!;
  else if (awaits.onKind[row] === OnKind.Group) {
    // The member that ended last before the await resumed is the one that let it go.
    const group = awaits.on[row]!;
    const until = awaits.endMs[row]!;
    let latest = Number.NEGATIVE_INFINITY;
    for (let at = groups.memberStart[group]!, n = groups.memberCount[group]!; n > 0; at++, n--) {
      const member = groups.member[at]!;
      if (groups.memberKind[at] !== OnKind.Task || !(tasks.endMs[member]! <= until)) continue;
      if (tasks.endMs[member]! > latest) {
        latest = tasks.endMs[member]!;
        on = member;
      }
    }
  }
  if (on < 0 || Number.isNaN(tasks.endMs[on]!)) return null;
  const place = placeOfTask(source, on);
  return place.top < 0 ? null : { atMs: tasks.endMs[on]!, ...place, to: "end" };
}

/** Where the message was sent that called the task, ended the await, or came first in the turn. */
function sender(source: Source, selection: Selection): SelectedBar["from"] {
  const { messages, tasks } = source.model;
  const isCalled = selection.kind !== "task" || tasks.parent[selection.ref]! < 0;
  const row = isCalled ? messageRows(source, selection)[0] : undefined;
  if (row === undefined || messages.fromThread[row]! < 0) return null;
  const task = messages.fromTask[row]!;
  const ofTask = task < 0 ? HIDDEN : placeOfTask(source, task);
  const place = ofTask.top < 0 ? placeOfThread(source, messages.fromThread[row]!) : ofTask;
  if (place.top < 0) return null;
  return { atMs: messages.sentMs[row]!, ...place, to: selection.kind === "await" ? "end" : "start" };
}

const HIDDEN = { top: -1, height: 0 };

function placeOfThread({ rows, visible }: Source, thread: number): { readonly top: number; readonly height: number } {
  const position = visible.position[rows.rowOfThread(thread)] ?? -1;
  return position < 0 ? HIDDEN : { top: visible.top[position]! + 2 * ROW_PADDING, height: 20 };
}

function placeOfTask(source: Source, task: number): { readonly top: number; readonly height: number } {
  const { rows, visible } = source;
  const lane = rows.taskLane[task]!;
  const row = rows.laneRow[lane]!;
  const position = visible.position[row] ?? -1;
  if (position < 0) return HIDDEN;
  const pitch = laneHeight(rows, row);
  const lanes = rows.lanes[row]!;
  const index = rows.laneIndex[lane]!;
  const shared = rows.kind[row] === RowKind.Pack && rows.collapsed[row] !== 0 && lanes > THIN_LANES;
  const place = shared ? Math.floor((index * THIN_LANES) / lanes) : index;
  return {
    top: visible.top[position]! + ROW_PADDING + place * pitch,
    height: rows.kind[row] === RowKind.Pack && lanes > 1 ? pitch - 1 : pitch,
  };
}
