import { Outcome } from "../format/spec.ts";
import { type Model, OnKind, Settled } from "./types.ts";

/** Who took up a future. */
export interface Consumers {
  /** Awaits on it, the latest row (-1 for none): a task waited for it. */
  readonly awaits: Int32Array;
  readonly lastAwait: Int32Array;
  /** Those of its awaits that have not ended. */
  readonly waiting: Int32Array;
  /** Groups that have it as a member, and futures derived from it (`.then`). */
  readonly others: Int32Array;
}

/**
 * For each future who took it up, as far as traced code did: a library that calls `.then` on it is not seen. One pass
 * over awaits, group members and futures.
 */
export function consumersOf({ awaits, groups, futures }: Model): Consumers {
  const count = new Int32Array(futures.length);
  const lastAwait = new Int32Array(futures.length).fill(-1);
  const waiting = new Int32Array(futures.length);
  const others = new Int32Array(futures.length);
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.onKind[row] !== OnKind.Future) continue;
    const future = awaits.on[row]!;
    count[future]!++;
    lastAwait[future] = row;
    if (awaits.outcome[row] === Outcome.Pending) waiting[future]!++;
  }
  for (let group = 0; group < groups.length; group++) {
    const from = groups.memberStart[group]!;
    for (let at = from; at < from + groups.memberCount[group]!; at++) {
      if (groups.memberKind[at] === OnKind.Future) others[groups.member[at]!]!++;
    }
  }
  for (let row = 0; row < futures.length; row++) {
    if (futures.fromKind[row] === OnKind.Future) others[futures.from[row]!]!++;
  }
  return { awaits: count, lastAwait, waiting, others };
}

/**
 * How a future stands. Pending only where somebody still waits for it, since futures settle without an event: of one that
 * nobody waited for it is unknown whether it settled.
 */
export function futureOutcome({ futures }: Model, { waiting }: Consumers, future: number): Outcome {
  const outcome = futures.outcome[future]! as Outcome;
  if (outcome !== Outcome.Pending) return outcome;
  return waiting[future]! > 0 ? Outcome.Pending : Outcome.Unknown;
}

/** Traced code made it, and nobody awaited it, put it into a group, or called `.then` on it. */
export function isUnused({ futures }: Model, { awaits, others }: Consumers, future: number): boolean {
  return futures.site[future]! >= 0 && awaits[future] === 0 && others[future] === 0;
}

/** Rows of the awaits on a future, in time order; one pass over the awaits. */
export function awaitsOn({ awaits }: Model, future: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.on[row] === future && awaits.onKind[row] === OnKind.Future) rows.push(row);
  }
  return rows;
}

/** When a future settled, milliseconds; NaN where at most the turn is known. */
export function settledMs({ futures }: Model, future: number): number {
  return futures.settled[future] === Settled.Exact ? futures.endMs[future]! : Number.NaN;
}
