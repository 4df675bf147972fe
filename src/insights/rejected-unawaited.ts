import { Outcome, SiteKind } from "../format/spec.ts";
import { awaitersOf } from "../model/chains.ts";
import { functionName } from "../model/describe.ts";
import { type Model, OnKind, TaskMark } from "../model/types.ts";
import { count, type Finding, groupRows, isWhole } from "./finding.ts";

/**
 * Tasks that were rejected and that no await waited on. Whether a `.catch` or `.then` took the rejection a trace does not
 * tell, so the sentence leaves it open, and nothing is said where the rejection may have reached an await on such a
 * way: the caller waited no more after the call (it may have returned this very promise), or was waiting for some
 * promise at that moment.
 */
export function rejectedUnawaited(model: Model): Finding[] {
  if (!isWhole(model)) return []; // the await may be among what was lost
  const { tasks } = model;
  return groupRows(
    unawaited(model),
    (row) => tasks.site[row]!,
    (rows) => describe(model, rows),
  );
}

function* unawaited(model: Model): Generator<number> {
  const { tasks, sites } = model;
  const awaiters = awaitersOf(model);
  const inGroup = groupMembers(model);
  for (let row = 0; row < tasks.length; row++) {
    if (tasks.outcome[row] !== Outcome.Rejected || awaiters[row]! >= 0 || inGroup.has(row)) continue;
    // A module's rejection goes to those who import it, or ends the process.
    if (sites[tasks.site[row]!]!.kind === SiteKind.Module || tasks.marks[row]! & TaskMark.KnownFromHere) continue;
    if (!mayHavePassedOn(model, row)) yield row;
  }
}

function groupMembers({ groups }: Model): Set<number> {
  const members = new Set<number>();
  for (let group = 0; group < groups.length; group++) {
    const from = groups.memberStart[group]!;
    for (let at = from; at < from + groups.memberCount[group]!; at++) {
      if (groups.memberKind[at] === OnKind.Task) members.add(groups.member[at]!);
    }
  }
  return members;
}

/** The caller could hand the rejection on to those who await it, or get it through a promise it awaits. */
function mayHavePassedOn({ tasks, awaits }: Model, task: number): boolean {
  const parent = tasks.parent[task]!;
  if (parent < 0) return false;
  const rejectedMs = tasks.endMs[task]!;
  let waitedAfterCall = false;
  for (let row = tasks.firstAwait[parent]!; row >= 0; row = awaits.next[row]!) {
    if (awaits.startMs[row]! < tasks.startMs[task]!) continue;
    waitedAfterCall = true;
    const wasWaiting = awaits.startMs[row]! <= rejectedMs && !(awaits.endMs[row]! < rejectedMs);
    const kind = awaits.onKind[row];
    if (wasWaiting && kind !== OnKind.Task && kind !== OnKind.Value) return true;
  }
  return !waitedAfterCall;
}

function describe(model: Model, rows: readonly number[]): Finding {
  const site = model.tasks.site[rows[0]!]!;
  const times = rows.length === 1 ? "was" : `was ${count(rows.length, "time")}`;
  return {
    rule: "rejected-unawaited",
    severity: "warning",
    message: `${functionName(model, site)}() ${times} rejected and never awaited; only a catch() or then() can have seen it.`,
    site,
    tasks: rows,
    awaits: [],
    savingMs: 0,
  };
}
