import { Outcome } from "../format/spec.ts";
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
