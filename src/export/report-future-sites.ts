import { Outcome } from "../format/spec.ts";
import { consumersOf, futureOutcome, isUnused } from "../model/consumers.ts";
import { functionName } from "../model/describe.ts";
import type { Model } from "../model/types.ts";
import type { Places } from "./report-places.ts";
import type { ReportFutureSite } from "./report-types.ts";

type Counts = Pick<
  { -readonly [K in keyof ReportFutureSite]: ReportFutureSite[K] },
  "count" | "fulfilled" | "rejected" | "pending" | "unknown" | "unused" | "awaits"
>;

const COUNT_OF = {
  [Outcome.Fulfilled]: "fulfilled",
  [Outcome.Rejected]: "rejected",
  [Outcome.Pending]: "pending",
  [Outcome.Unknown]: "unknown",
} as const satisfies Record<Outcome, keyof Counts>;

/** Places that made futures, most unused first, then the most numerous. Futures of untraced code have no place. */
export function reportFutureSites(model: Model, places: Places): ReportFutureSite[] {
  const { futures, sites } = model;
  if (futures.length === 0) return [];
  const consumers = consumersOf(model);
  const bySite = new Map<number, Counts>();
  for (let row = 0; row < futures.length; row++) {
    const site = futures.site[row]!;
    if (site < 0) continue;
    let counts = bySite.get(site);
    if (counts === undefined) {
      counts = { count: 0, fulfilled: 0, rejected: 0, pending: 0, unknown: 0, unused: 0, awaits: 0 };
      bySite.set(site, counts);
    }
    counts.count++;
    counts[COUNT_OF[futureOutcome(model, consumers, row)]]++;
    counts.awaits += consumers.awaits[row]!;
    if (isUnused(model, consumers, row)) counts.unused++;
  }
  const list = [...bySite].map(([site, counts]): ReportFutureSite => {
    const { function: inside, text } = sites[site]!;
    return { ...places.at(site), function: inside < 0 ? "" : functionName(model, inside), text, ...counts };
  });
  return list.sort((a, b) => b.unused - a.unused || b.count - a.count);
}
