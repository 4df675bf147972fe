import { ranInTurn } from "../model/loops.ts";
import type { Model } from "../model/types.ts";
import { taskName } from "./waits.ts";

/** Functions that are told of a turn. */
const TOLD = 8;

/** A function that ran in a turn. */
export interface TurnRun {
  /** Its task that ran longest. */
  readonly task: number;
  readonly name: string;
  /** What all its tasks ran themselves in the turn. */
  readonly ms: number;
}

/** The functions that ran in a turn, the longest first. */
export function functionsIn(model: Model, turn: number): TurnRun[] {
  const ofSite = new Map<number, { task: number; ms: number }>();
  for (const { task, ms } of ranInTurn(model, turn)) {
    const site = model.tasks.site[task]!;
    const known = ofSite.get(site);
    if (known) known.ms += ms;
    else ofSite.set(site, { task, ms });
  }
  const longest = [...ofSite.values()].sort((a, b) => b.ms - a.ms).slice(0, TOLD);
  return longest.map(({ task, ms }) => ({ task, name: taskName(model, task), ms }));
}
