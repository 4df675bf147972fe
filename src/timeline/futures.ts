import { Outcome } from "../format/spec.ts";
import { awaitsOn, type Consumers, futureOutcome } from "../model/consumers.ts";
import { describeOn, functionName, groupLabel } from "../model/describe.ts";
import { type Model, OnKind, Settled } from "../model/types.ts";
import { type Ending, endingOf, type Place } from "./ending.ts";
import { durationMs } from "./executions.ts";
import type { Source } from "./source.ts";
import { type TaskLink, taskLink, taskName, turnName } from "./waits.ts";

/** Waits and other uses that are told; more are counted. */
const TOLD = 100;

/** Another future, for a link to it. */
export interface FutureLink {
  readonly future: number;
  readonly text: string;
}

/** A wait on a future. */
export interface Waiter {
  readonly ref: number;
  readonly name: string;
  readonly startMs: number;
  readonly ms: number;
  readonly ending: Ending;
}

/** A group that has the future as a member. */
export interface GroupUse {
  readonly text: string;
  /** The last await on the group, -1 for none. */
  readonly await: number;
}

/** All that is known of a future. */
export interface FutureFacts {
  readonly ref: number;
  /** The expression that made it; else what its last wait says of it. */
  readonly text: string;
  /** Where it was made; null where code made it that is not traced. */
  readonly place: Place | null;
  /** When it was made; where the place is null, when it was first seen. */
  readonly startMs: number;
  /** The task that made it. */
  readonly by: TaskLink | null;
  /** What it is derived from: "load()", a promise's expression; empty for nothing known. */
  readonly from: string;
  readonly fromTask: TaskLink | null;
  /** The future that it is derived from, -1 for none. */
  readonly fromFuture: number;
  readonly ending: Ending;
  /** When it settled; where not exact, when it had settled at the latest; NaN while that is not known. */
  readonly endMs: number;
  readonly isExact: boolean;
  /** The turn in which it settled, -1 not known, and what that turn came from. */
  readonly turn: number;
  readonly turnName: string;
  readonly waiters: readonly Waiter[];
  readonly moreWaiters: number;
  readonly groups: readonly GroupUse[];
  readonly derived: readonly FutureLink[];
  /** Groups and derived futures that are not told. */
  readonly moreUses: number;
}

/** Three passes over columns; 4 ms for a million awaits on as many futures. */
export function futureFacts(source: Source, future: number): FutureFacts {
  const { model } = source;
  const { futures } = model;
  const by = futures.by[future]!;
  const turn = futures.turn[future]!;
  const waits = awaitsOn(model, future);
  const groups = groupsWith(model, future);
  const derived = derivedFrom(model, future);
  return {
    ref: future,
    text: futureText(model, source.consumers, future),
    place: placeOf(model, futures.site[future]!),
    startMs: futures.startMs[future]!,
    by: by < 0 ? null : taskLink(model, by),
    ...origin(source, future),
    ending: futureEnding(source, future),
    endMs: futures.outcome[future] === Outcome.Unknown ? Number.NaN : futures.endMs[future]!,
    isExact: futures.settled[future] === Settled.Exact,
    turn,
    turnName: turn < 0 ? "" : turnName(model, turn),
    waiters: waits.slice(0, TOLD).map((ref) => waiter(source, ref)),
    moreWaiters: Math.max(0, waits.length - TOLD),
    groups: groups.slice(0, TOLD),
    derived: derived.slice(0, TOLD).map((ref) => ({ future: ref, text: futureText(model, source.consumers, ref) })),
    moreUses: Math.max(0, groups.length - TOLD) + Math.max(0, derived.length - TOLD),
  };
}

export function placeOf({ sites }: Model, site: number): Place | null {
  const info = sites[site];
  return info === undefined || info.file === "" ? null : { file: info.file, line: info.line, column: info.column };
}

/** The expression that made a future; of one that untraced code made, what the last wait on it tells. */
export function futureText(model: Model, { lastAwait }: Consumers, future: number): string {
  const text = model.sites[model.futures.site[future]!]?.text ?? "";
  if (text !== "") return text;
  const last = lastAwait[future]!;
  return last < 0 ? "promise" : describeOn(model, last).label;
}

export function futureEnding(source: Source, future: number): Ending {
  const outcome = futureOutcome(source.model, source.consumers, future);
  switch (outcome) {
    case Outcome.Fulfilled:
      return "fulfilled";
    case Outcome.Rejected:
      return "rejected";
    case Outcome.Pending:
      return source.live(source.model.futures.thread[future]!) ? "waiting" : "never settled";
    case Outcome.Unknown:
      return "unknown";
  }
}

function waiter(source: Source, ref: number): Waiter {
  const { awaits } = source.model;
  return {
    ref,
    name: taskName(source.model, awaits.task[ref]!),
    startMs: awaits.startMs[ref]!,
    ms: durationMs(awaits, ref),
    ending: endingOf(source, { kind: "await", ref }),
  };
}

function origin({ model, consumers }: Source, future: number): Pick<FutureFacts, "from" | "fromTask" | "fromFuture"> {
  const { futures, tasks } = model;
  const row = futures.from[future]!;
  const none = { fromTask: null, fromFuture: -1 };
  switch (futures.fromKind[future]) {
    case OnKind.Task:
      return { ...none, from: `${functionName(model, tasks.site[row]!)}()`, fromTask: taskLink(model, row) };
    case OnKind.Future:
      return { ...none, from: futureText(model, consumers, row), fromFuture: row };
    case OnKind.Group:
      return { ...none, from: groupLabel(model, row) };
    default:
      return { ...none, from: "" };
  }
}

function groupsWith(model: Model, future: number): GroupUse[] {
  const { groups, awaits } = model;
  const found: number[] = [];
  for (let group = 0; group < groups.length; group++) {
    const from = groups.memberStart[group]!;
    for (let at = from; at < from + groups.memberCount[group]!; at++) {
      if (groups.member[at] !== future || groups.memberKind[at] !== OnKind.Future) continue;
      found.push(group);
      break;
    }
  }
  if (found.length === 0) return [];
  const awaiting = new Map<number, number>();
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.onKind[row] === OnKind.Group) awaiting.set(awaits.on[row]!, row);
  }
  return found.map((group) => ({ text: groupLabel(model, group), await: awaiting.get(group) ?? -1 }));
}

function derivedFrom({ futures }: Model, future: number): number[] {
  const found: number[] = [];
  for (let row = 0; row < futures.length; row++) {
    if (futures.from[row] === future && futures.fromKind[row] === OnKind.Future) found.push(row);
  }
  return found;
}
