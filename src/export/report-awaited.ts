import { describeOn } from "../model/describe.ts";
import { type Model, OnKind } from "../model/types.ts";
import type { ReportSiteOn } from "./report-types.ts";

const MOST = 5;

/** Awaits that are described alike: one of them, and how many. */
interface Alike {
  readonly row: number;
  count: number;
}

/**
 * For each site what its awaits waited on, the most frequent first. Awaits are told apart by numbers, and only one of
 * each kind is described: describing every one took 0.5 s per million.
 */
export function awaitedThings(model: Model): (site: number) => ReportSiteOn[] {
  const { awaits } = model;
  const bySite = model.sites.map(() => new Map<number, Alike>());
  for (let row = 0; row < awaits.length; row++) {
    const alike = bySite[awaits.site[row]!]!;
    const key = likeness(model, row);
    const known = alike.get(key);
    if (known) known.count++;
    else alike.set(key, { row, count: 1 });
  }
  return (site) => describeAll(model, bySite[site]!.values());
}

/** Equal for awaits that are described by the same words; different for some of those, too. */
function likeness({ awaits, tasks, groups, turns }: Model, row: number): number {
  const kind = awaits.onKind[row]! as OnKind;
  const on = awaits.on[row]!;
  switch (kind) {
    case OnKind.Task:
      return kind + 5 * tasks.site[on]!;
    case OnKind.Group:
      return kind + 5 * (groups.kind[on]! + 4 * groups.memberCount[on]!);
    case OnKind.Future:
      return kind + 5 * (awaits.turn[row]! < 0 ? 0 : turns.type[awaits.turn[row]!]! + 2);
    case OnKind.Value:
    case OnKind.Unknown:
      return kind;
  }
}

function describeAll(model: Model, alikes: Iterable<Alike>): ReportSiteOn[] {
  const byLabel = new Map<string, ReportSiteOn>();
  for (const { row, count } of alikes) {
    const { kind, label } = describeOn(model, row);
    byLabel.set(label, { kind, label, count: count + (byLabel.get(label)?.count ?? 0) });
  }
  return [...byLabel.values()].sort((a, b) => b.count - a.count).slice(0, MOST);
}
