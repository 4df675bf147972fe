import { Outcome } from "../format/spec.ts";
import type { Selection } from "./selection.ts";
import type { Source } from "./source.ts";

/** Where a site is, 1-based. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** How a task, await or future ended, in a word that needs no colour. */
export type Ending = "fulfilled" | "rejected" | "waiting" | "running" | "never settled" | "unknown";

/** Of a task or an await. */
export function endingOf(source: Source, selection: Selection): Ending {
  const { model } = source;
  const isTask = selection.kind === "task";
  const table = isTask ? model.tasks : model.awaits;
  switch (table.outcome[selection.ref]) {
    case Outcome.Fulfilled:
      return "fulfilled";
    case Outcome.Rejected:
      return "rejected";
    case Outcome.Unknown:
      return "unknown";
  }
  const task = isTask ? selection.ref : model.awaits.task[selection.ref]!;
  if (!source.live(model.tasks.thread[task]!)) return "never settled";
  if (!isTask) return "waiting";
  const last = model.tasks.lastAwait[task]!;
  return last >= 0 && Number.isNaN(model.awaits.endMs[last]!) ? "waiting" : "running";
}
