import { type Consumers, consumersOf } from "../model/consumers.ts";
import { type Model, OnKind, Settled } from "../model/types.ts";
import type { Places } from "./report-places.ts";
import type { ReportFuture } from "./report-types.ts";
import { finite, idOf, outcomeWord, rounded, turnLabel } from "./report-values.ts";

/** Every future in the order in which it was first seen; ids count from 1. */
export function reportFutures(model: Model, places: Places): ReportFuture[] {
  const consumers = consumersOf(model);
  return Array.from({ length: model.futures.length }, (_, future) => reportFuture(model, future, places, consumers));
}

const SETTLED = { [Settled.Unknown]: "unknown", [Settled.ByTurn]: "turn", [Settled.Exact]: "exact" } as const;

function reportFuture(model: Model, row: number, places: Places, consumers: Consumers): ReportFuture {
  const { futures } = model;
  const thread = model.threads[futures.thread[row]!]!;
  const site = futures.site[row]!;
  const { file, line, column } = site < 0 ? { file: "", line: 0, column: 0 } : places.at(site);
  const id = (kind: OnKind) => (futures.fromKind[row] === kind ? idOf(futures.from[row]!) : null);
  return {
    id: idOf(row),
    process: model.processes[thread.process]!.pid,
    thread: thread.start.thread,
    file,
    line,
    column,
    text: model.sites[site]?.text ?? "",
    madeBy: futures.by[row]! < 0 ? null : idOf(futures.by[row]!),
    from: { task: id(OnKind.Task), future: id(OnKind.Future) },
    startMs: rounded(futures.startMs[row]!),
    endMs: finite(futures.endMs[row]!),
    outcome: outcomeWord(futures.outcome[row]!),
    settled: SETTLED[futures.settled[row] as Settled],
    settledIn: futures.turn[row]! < 0 ? null : turnLabel(model, futures.turn[row]!),
    awaits: consumers.awaits[row]!,
    otherUses: consumers.others[row]!,
  };
}
