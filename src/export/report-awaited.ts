import { describeOn } from "../model/describe.ts";
import type { Model } from "../model/types.ts";
import type { ReportSiteOn } from "./report-types.ts";

const MOST = 5;

type Counted = { -readonly [K in keyof ReportSiteOn]: ReportSiteOn[K] };

/** For each site what its awaits waited on, the most frequent first. Reads every await once. */
export function awaitedThings(model: Model): (site: number) => ReportSiteOn[] {
  const { awaits } = model;
  const bySite = new Map<number, Map<string, Counted>>();
  for (let row = 0; row < awaits.length; row++) {
    const { kind, label } = describeOn(model, row);
    const site = awaits.site[row]!;
    const things = bySite.get(site) ?? new Map<string, Counted>();
    bySite.set(site, things);
    const thing = things.get(label);
    if (thing) thing.count++;
    else things.set(label, { kind, label, count: 1 });
  }
  return (site) => [...(bySite.get(site)?.values() ?? [])].sort((a, b) => b.count - a.count).slice(0, MOST);
}
