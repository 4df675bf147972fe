import { orderOf } from "../base/order.ts";
import { Outcome } from "../format/spec.ts";
import { futureOutcome, isUnused } from "../model/consumers.ts";
import { Settled } from "../model/types.ts";
import type { Ending, Place } from "./ending.ts";
import { futureEnding, futureText, placeOf } from "./futures.ts";
import type { Source } from "./source.ts";

/** Nobody took it up; somebody still waits for it; it was rejected; whatever became of it. */
export const FUTURE_SETS = ["unused", "pending", "rejected", "all"] as const;
export type FutureSet = (typeof FUTURE_SETS)[number];

/** By when it was made, how long it took to settle, how many awaits there are on it. */
export type FutureOrder = "made" | "lasted" | "awaits";

export interface FutureQuery {
  readonly set: FutureSet;
  readonly order: FutureOrder;
  readonly descending: boolean;
  /** The positions in the list that are asked for. */
  readonly from: number;
  readonly to: number;
}

export interface FutureRow {
  readonly ref: number;
  readonly text: string;
  /** Where it was made, or else where the last await on it is; null where neither is known. */
  readonly place: Place | null;
  readonly isMadeHere: boolean;
  readonly startMs: number;
  /** From when it was made (or first seen) to when it settled, or now while it is waited for; NaN where that is not known. */
  readonly lastedMs: number;
  /** It had settled by then, perhaps earlier in the same turn. */
  readonly isAtMost: boolean;
  readonly ending: Ending;
  readonly awaits: number;
  readonly otherUses: number;
}

/** A part of a list of futures, as asked for. */
export interface FuturePart {
  readonly query: FutureQuery;
  /** Futures of each set that the search text matches. */
  readonly counts: Readonly<Record<FutureSet, number>>;
  /** The program still runs: what is waited for is under way, and what is unused may yet be used. */
  readonly live: boolean;
  /** Rows from `query.from` on; fewer than asked for at the end. */
  readonly rows: readonly FutureRow[];
}

const BIT = { unused: 1, pending: 2, rejected: 4, all: 8 } as const satisfies Record<FutureSet, number>;

/** The futures of a trace, in sets and orders; columns alone, made when first asked for after an update. */
export class FutureList {
  readonly #source: Source;
  /** Bits of the sets that each future is in. */
  readonly #sets: Uint8Array;
  readonly #counts: Record<FutureSet, number>;
  #rows: Int32Array = new Int32Array(0);
  #ordered = "";

  constructor(source: Source) {
    this.#source = source;
    this.#sets = setsOf(source);
    const futuresWith = new Uint32Array(16);
    for (let row = 0; row < this.#sets.length; row++) futuresWith[this.#sets[row]!]!++;
    const count = (bit: number) => futuresWith.reduce((sum, found, bits) => (bits & bit ? sum + found : sum), 0);
    this.#counts = {
      unused: count(BIT.unused),
      pending: count(BIT.pending),
      rejected: count(BIT.rejected),
      all: count(BIT.all),
    };
  }

  part(query: FutureQuery): FuturePart {
    const key = `${query.set} ${query.order} ${query.descending}`;
    if (key !== this.#ordered) this.#rows = this.#order(query);
    this.#ordered = key;
    const rows = Array.from(this.#rows.subarray(query.from, query.to), (row) => this.#row(row));
    return { query, counts: this.#counts, live: !this.#source.ended, rows };
  }

  #order({ set, order, descending }: FutureQuery): Int32Array {
    const rows = new Int32Array(this.#counts[set]);
    const bit = BIT[set];
    let at = 0;
    for (let row = 0; row < this.#sets.length; row++) if (this.#sets[row]! & bit) rows[at++] = row;
    const keys = this.#keys(rows, order);
    if (descending) for (let i = 0; i < keys.length; i++) keys[i] = -keys[i]!;
    const places = orderOf(keys);
    for (let i = 0; i < places.length; i++) places[i] = rows[places[i]!]!;
    return places;
  }

  #keys(rows: Int32Array, order: FutureOrder): Float32Array {
    const keys = new Float32Array(rows.length);
    const { startMs } = this.#source.model.futures;
    const { awaits } = this.#source.consumers;
    switch (order) {
      case "made":
        for (let i = 0; i < rows.length; i++) keys[i] = startMs[rows[i]!]!;
        return keys;
      case "lasted":
        for (let i = 0; i < rows.length; i++) keys[i] = this.#lastedMs(rows[i]!);
        return keys;
      case "awaits":
        for (let i = 0; i < rows.length; i++) keys[i] = awaits[rows[i]!]!;
        return keys;
    }
  }

  #lastedMs(row: number): number {
    const { model, consumers } = this.#source;
    const { futures } = model;
    switch (futureOutcome(model, consumers, row)) {
      case Outcome.Unknown:
        return Number.NaN;
      case Outcome.Pending:
        return this.#source.openUntilMs(futures.thread[row]!) - futures.startMs[row]!;
      default:
        return futures.endMs[row]! - futures.startMs[row]!;
    }
  }

  #row(ref: number): FutureRow {
    const source = this.#source;
    const { model, consumers } = source;
    const { futures, awaits } = model;
    const made = placeOf(model, futures.site[ref]!);
    const last = consumers.lastAwait[ref]!;
    return {
      ref,
      text: futureText(model, consumers, ref),
      place: made ?? (last < 0 ? null : placeOf(model, awaits.site[last]!)),
      isMadeHere: made !== null,
      startMs: futures.startMs[ref]!,
      lastedMs: this.#lastedMs(ref),
      isAtMost: futures.settled[ref] === Settled.ByTurn,
      ending: futureEnding(source, ref),
      awaits: consumers.awaits[ref]!,
      otherUses: consumers.others[ref]!,
    };
  }
}

/** Of each future the sets that it is in; none where the search text does not match it. */
function setsOf({ model, consumers, filter }: Source): Uint8Array {
  const { futures, awaits } = model;
  const sets = new Uint8Array(futures.length);
  const isFound = (site: number) => filter === null || filter.sites[site] === 1;
  for (let row = 0; row < sets.length; row++) {
    const last = consumers.lastAwait[row]!;
    if (!isFound(futures.site[row]!) && !(last >= 0 && isFound(awaits.site[last]!))) continue;
    const outcome = futureOutcome(model, consumers, row);
    let bits: number = BIT.all;
    if (outcome === Outcome.Pending) bits |= BIT.pending;
    else if (outcome === Outcome.Rejected) bits |= BIT.rejected;
    if (isUnused(model, consumers, row)) bits |= BIT.unused;
    sets[row] = bits;
  }
  return sets;
}
