import { type Consumers, consumersOf } from "../model/consumers.ts";
import { type Model, OnKind, Settled } from "../model/types.ts";
import type { Places } from "./report-places.ts";
import type { ReportFuture } from "./report-types.ts";
import { finite, idOf, outcomeWord, rounded, turnLabel } from "./report-values.ts";

/** Every future in the order in which it was first seen; ids count from 1. */
export function reportFutures(model: Model, places: Places): ReportFuture[] {
  const users = { ...consumersOf(model), tasks: tasksThatAwait(model) };
  return Array.from({ length: model.futures.length }, (_, future) => reportFuture(model, future, places, users));
}

interface Users extends Consumers {
  /** For each future that was awaited the ids of the tasks that did. */
  readonly tasks: ReadonlyMap<number, ReadonlySet<number>>;
}

const SETTLED = { [Settled.Unknown]: "unknown", [Settled.ByTurn]: "turn", [Settled.Exact]: "exact" } as const;

function tasksThatAwait({ awaits }: Model): Map<number, Set<number>> {
  const tasks = new Map<number, Set<number>>();
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.onKind[row] !== OnKind.Future) continue;
    const known = tasks.get(awaits.on[row]!);
    if (known !== undefined) known.add(idOf(awaits.task[row]!));
    else tasks.set(awaits.on[row]!, new Set([idOf(awaits.task[row]!)]));
  }
  return tasks;
}

function reportFuture(model: Model, row: number, places: Places, users: Users): ReportFuture {
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
    awaits: users.awaits[row]!,
    otherUses: users.others[row]!,
    awaitedBy: [...(users.tasks.get(row) ?? [])],
    stillWaiting: users.waiting[row]!,
  };
}
