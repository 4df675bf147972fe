import { messageLinks, messageRows, threadStarter } from "../timeline/links.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Source } from "../timeline/source.ts";
import { functionsIn } from "../timeline/turn-runs.ts";
import { turnName } from "../timeline/waits.ts";
import type { TurnView } from "./worker-protocol.ts";

/** What there is to say of a turn; null when there is no such turn (any more). */
export function turnView(source: Source, selection: Selection): TurnView | null {
  const { turns } = source.model;
  const { ref } = selection;
  if (!(ref >= 0 && ref < turns.length)) return null;
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
    heldUp: heldUp(source, ref),
  };
}

/** Awaits of the same thread that had begun before the turn and had not ended when it did: one pass over the awaits. */
function heldUp(source: Source, turn: number): number {
  const { turns, awaits, tasks } = source.model;
  const thread = turns.thread[turn]!;
  const startMs = turns.startMs[turn]!;
  const endMs = turns.endMs[turn]!;
  let count = 0;
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.startMs[row]! > startMs || awaits.endMs[row]! < endMs) continue;
    if (tasks.thread[awaits.task[row]!] === thread) count++;
  }
  return count;
}
