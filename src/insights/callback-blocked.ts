import { functionName } from "../model/describe.ts";
import { BLOCKED_MS, type BlockedTurn, threadLoops } from "../model/loops.ts";
import { resourceOfTurn } from "../model/resource.ts";
import type { Model } from "../model/types.ts";
import { count, type Finding, groupRows } from "./finding.ts";

/**
 * Turns that were blocked by code that is no traced async function, said of the task that had the callback scheduled: of
 * the code itself nothing is known. Of each thread's longest turns.
 */
export function callbackBlocked(model: Model): Finding[] {
  const { turns, causes, tasks } = model;
  const otherMs = new Map<number, number>();
  for (const { turn, ran } of threadLoops(model).flatMap(({ blocked }) => blocked)) {
    const cause = turns.cause[turn]!;
    const ms = untracedMs(model, { turn, ran });
    if (cause >= 0 && causes.by[cause]! >= 0 && ms > BLOCKED_MS) otherMs.set(turn, ms);
  }
  const siteOf = (turn: number) => tasks.site[causes.by[turns.cause[turn]!]!]!;
  return groupRows(otherMs.keys(), siteOf, (rows) => describe(model, rows, otherMs, siteOf(rows[0]!)));
}

function untracedMs({ turns }: Model, { turn, ran }: BlockedTurn): number {
  return ran.reduce((left, { ms }) => left - ms, turns.endMs[turn]! - turns.startMs[turn]!);
}

function describe(model: Model, rows: readonly number[], otherMs: ReadonlyMap<number, number>, site: number): Finding {
  const { turns, causes, names } = model;
  const longestFirst = rows.toSorted((a, b) => otherMs.get(b)! - otherMs.get(a)!);
  const worst = longestFirst[0]!;
  const what = resourceOfTurn(names[turns.type[worst]!] ?? "")?.label ?? "event loop";
  const often = rows.length === 1 ? "" : `${count(rows.length, "time")}, at worst `;
  const name = functionName(model, site);
  return {
    rule: "loop-blocked",
    severity: "warning",
    message: `A callback (${what}) that ${name}() had scheduled held the event loop ${often}for ${Math.round(otherMs.get(worst)!)} ms outside of traced async functions.`,
    site,
    tasks: [...new Set(longestFirst.map((turn) => causes.by[turns.cause[turn]!]!))],
    awaits: [],
    savingMs: rows.reduce((sum, turn) => sum + otherMs.get(turn)!, 0),
  };
}
