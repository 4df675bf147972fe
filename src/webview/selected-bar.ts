import { OnKind } from "../model/types.ts";
import type { Selection } from "../timeline/details.ts";
import { RowKind } from "../timeline/rows.ts";
import type { Source } from "../timeline/source.ts";
import { laneHeight, ROW_PADDING, THIN_LANES } from "../timeline/visible.ts";
import type { SelectedBar } from "./worker-protocol.ts";

/** Where the selection is drawn. The arrow starts at the end of the task that an await waited for. */
export function selectedBar(source: Source, selection: Selection): SelectedBar {
  const { model, rows } = source;
  const { ref } = selection;
  if (selection.kind === "turn") {
    const row = rows.rowOfThread(model.turns.thread[ref]!);
    const position = source.visible.position[row] ?? -1;
    const top = position < 0 ? -1 : source.visible.top[position]! + 2 * ROW_PADDING;
    return {
      selection,
      startMs: model.turns.startMs[ref]!,
      endMs: model.turns.endMs[ref]!,
      top,
      height: 20,
      from: null,
    };
  }
  const table = selection.kind === "task" ? model.tasks : model.awaits;
  const task = selection.kind === "task" ? ref : model.awaits.task[ref]!;
  return {
    selection,
    startMs: table.startMs[ref]!,
    endMs: table.endMs[ref]!,
    ...placeOfTask(source, task),
    from: selection.kind === "await" ? origin(source, ref) : null,
  };
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
  return place.top < 0 ? null : { atMs: tasks.endMs[on]!, ...place };
}

function placeOfTask(source: Source, task: number): { readonly top: number; readonly height: number } {
  const { rows, visible } = source;
  const lane = rows.taskLane[task]!;
  const row = rows.laneRow[lane]!;
  const position = visible.position[row] ?? -1;
  if (position < 0) return { top: -1, height: 0 };
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
