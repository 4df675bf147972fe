import { Outcome } from "../format/spec.ts";
import { resourceOfTurn } from "../model/resource.ts";
import type { Model } from "../model/types.ts";
import type { ReportOutcome } from "./report-types.ts";

/** To a microsecond: events are recorded to a tenth of one, and sums of them carry rounding that means nothing. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** JSON knows no NaN; what is not known is null. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? rounded(value) : null;
}

const OUTCOMES: Readonly<Record<Outcome, ReportOutcome>> = {
  [Outcome.Pending]: "pending",
  [Outcome.Fulfilled]: "fulfilled",
  [Outcome.Rejected]: "rejected",
  [Outcome.Unknown]: "unknown",
};

export function outcomeWord(outcome: number): ReportOutcome {
  return OUTCOMES[outcome as Outcome];
}

/** Ids in a report count from 1. */
export function idOf(row: number): number {
  return row + 1;
}

/** What a turn came from, null where that is not known. */
export function turnLabel({ turns, names }: Model, turn: number): string | null {
  return resourceOfTurn(names[turns.type[turn]!] ?? "")?.label ?? null;
}
