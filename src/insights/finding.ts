import type { Model } from "../model/types.ts";

/** Something worth knowing that the trace proves. A finding never guesses: where events were lost it stays silent. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: "error" | "warning" | "info";
  /** A sentence for people. */
  readonly message: string;
  /** The place in the source, an index into {@link Model.sites}. */
  readonly site: number;
  /** Tasks it speaks of, rows, the most telling first. */
  readonly tasks: readonly number[];
  /** Awaits it speaks of, rows. */
  readonly awaits: readonly number[];
  /** What could have been saved, milliseconds; 0 where that is not what it is about. */
  readonly savingMs: number;
}

export type Rule = "never-settled" | "rejected-unawaited" | "loop-blocked";

/** Looks for one kind of finding. */
export type Insight = (model: Model) => Finding[];

/** "1 call", "3 calls". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Calls `use` with the rows of each key, in the order in which the keys first came. */
export function groupRows<T>(rows: Iterable<number>, keyOf: (row: number) => number, use: (rows: number[]) => T): T[] {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map(use);
}

/** Nothing was lost that could prove a finding wrong. */
export function isWhole({ losses }: Model): boolean {
  return losses.droppedEvents + losses.damagedChunks + losses.missingChunks === 0;
}
