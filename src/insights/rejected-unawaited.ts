import { Outcome, SiteKind } from "../format/spec.ts";
import { awaitersOf } from "../model/chains.ts";
import { functionName } from "../model/describe.ts";
import { type Model, OnKind, TaskMark } from "../model/types.ts";
import { count, type Finding, groupRows, isWhole } from "./finding.ts";

/**
 * Tasks that were rejected and that no await waited on. Whether a `.catch` or `.then` took the rejection a trace does not
 * tell, so the sentence leaves it open, and nothing is said where the rejection may have reached an await on such a
 * way: the caller waited no more after the call (it may have returned this very promise), or a promise that
 * it awaited settled in the same turn.
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

/** The caller could hand the rejection on to those who await it, or got it through a promise it awaited. */
function mayHavePassedOn({ tasks, awaits }: Model, task: number): boolean {
  const parent = tasks.parent[task]!;
  if (parent < 0) return false;
  const turn = tasks.lastAwait[task]! < 0 ? -1 : awaits.turn[tasks.lastAwait[task]!]!;
  let waitedAfterCall = false;
  for (let row = tasks.firstAwait[parent]!; row >= 0; row = awaits.next[row]!) {
    if (awaits.startMs[row]! < tasks.startMs[task]!) continue;
    waitedAfterCall = true;
    if (awaits.startMs[row]! > tasks.endMs[task]!) break;
    const mayBeChained = awaits.onKind[row] === OnKind.Future || awaits.onKind[row] === OnKind.Unknown;
    // A `catch` or `then` without waits of its own passes a settlement on within microtasks, in the same turn.
    if (mayBeChained && (awaits.turn[row] === turn || turn < 0)) return true;
  }
  return !waitedAfterCall;
}

function describe(model: Model, rows: readonly number[]): Finding {
  const site = model.tasks.site[rows[0]!]!;
  const times = rows.length === 1 ? "was" : `was ${count(rows.length, "time")}`;
  return {
    rule: "rejected-unawaited",
    severity: "warning",
    message: `${functionName(model, site)}() ${times} rejected and never awaited by traced code; only a catch(), a then() or other code can have seen it.`,
    site,
    tasks: rows,
    awaits: [],
    savingMs: 0,
  };
}
