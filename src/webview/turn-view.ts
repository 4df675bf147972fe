import { timerOfTurn } from "../model/scheduled.ts";
import { durationMs } from "../timeline/executions.ts";
import { messageLinks, messageRows, threadStarter } from "../timeline/links.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Source } from "../timeline/source.ts";
import { functionsIn } from "../timeline/turn-runs.ts";
import { taskLink, taskName, turnName } from "../timeline/waits.ts";
import type { HeldUp, TurnView } from "./worker-protocol.ts";

/** Held-up awaits that are listed. */
const LISTED = 100;

/** What there is to say of a turn; null when there is no such turn (any more). */
export function turnView(source: Source, selection: Selection): TurnView | null {
  const { turns } = source.model;
  const { ref } = selection;
  if (!(ref >= 0 && ref < turns.length)) return null;
  const cause = turns.cause[ref]!;
  const by = cause < 0 ? -1 : source.model.causes.by[cause]!;
  const messages = messageLinks(source, selection);
  return {
    selection,
    name: turnName(source.model, ref),
    startMs: turns.startMs[ref]!,
    endMs: turns.endMs[ref]!,
    messages,
    moreMessages: messageRows(source, selection).length - messages.length,
    startedBy: threadStarter(source.model, turns.thread[ref]!),
    ran: functionsIn(source.model, ref),
    ...heldUp(source, ref),
    timer: timerOfTurn(source.model, ref),
    by: by < 0 ? null : taskLink(source.model, by),
  };
}

/** Awaits of the same thread that had begun before the turn and had not ended when it did: one pass over the awaits. */
function heldUp({ model }: Source, turn: number): Pick<TurnView, "heldUp" | "firstHeldUp"> {
  const { turns, awaits, tasks, sites } = model;
  const thread = turns.thread[turn]!;
  const startMs = turns.startMs[turn]!;
  const endMs = turns.endMs[turn]!;
  const firstHeldUp: HeldUp[] = [];
  let count = 0;
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.startMs[row]! > startMs || awaits.endMs[row]! < endMs) continue;
    const task = awaits.task[row]!;
    if (tasks.thread[task] !== thread) continue;
    if (count++ >= LISTED) continue;
    const text = sites[awaits.site[row]!]!.text;
    firstHeldUp.push({ ref: row, text, name: taskName(model, task), ms: durationMs(awaits, row) });
  }
  return { heldUp: count, firstHeldUp };
}
