import { type Model, OnKind, Settled } from "./types.ts";

/** Who took up a future. */
export interface Consumers {
  /** Awaits on it, the latest row (-1 for none): a task waited for it. */
  readonly awaits: Int32Array;
  readonly lastAwait: Int32Array;
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
  const others = new Int32Array(futures.length);
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.onKind[row] !== OnKind.Future) continue;
    count[awaits.on[row]!]!++;
    lastAwait[awaits.on[row]!] = row;
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
  return { awaits: count, lastAwait, others };
}

/** When a future settled, milliseconds; NaN where at most the turn is known. */
export function settledMs({ futures }: Model, future: number): number {
  return futures.settled[future] === Settled.Exact ? futures.endMs[future]! : Number.NaN;
}
