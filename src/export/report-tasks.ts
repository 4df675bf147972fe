import { Arrivals } from "../model/arrivals.ts";
import { describeOn, functionName } from "../model/describe.ts";
import { scheduledBy, type TimerDelay, timerOfAwait } from "../model/scheduled.ts";
import { type Model, OnKind } from "../model/types.ts";
import type { Places } from "./report-places.ts";
import type { ReportAwait, ReportScheduled, ReportTask, ReportTimer } from "./report-types.ts";
import { finite, idOf, outcomeWord, rounded, turnLabel } from "./report-values.ts";

/** Every task in the order in which it was first heard of; ids count from 1. */
export function reportTasks(model: Model, places: Places): ReportTask[] {
  const arrivals = new Arrivals(model);
  return Array.from({ length: model.tasks.length }, (_, task) => reportTask(model, task, places, arrivals));
}

function reportTask(model: Model, task: number, places: Places, arrivals: Arrivals): ReportTask {
  const { tasks } = model;
  const thread = model.threads[tasks.thread[task]!]!;
  const site = tasks.site[task]!;
  const { file, line } = places.at(site);
  const parent = tasks.parent[task]!;
  return {
    id: idOf(task),
    process: model.processes[thread.process]!.pid,
    thread: thread.start.thread,
    function: functionName(model, site),
    file,
    line,
    parent: parent < 0 ? null : idOf(parent),
    scheduledBy: scheduledOf(model, task),
    message: idOrNull(arrivals.ofTask(task)),
    startMs: rounded(tasks.startMs[task]!),
    endMs: finite(tasks.endMs[task]!),
    outcome: outcomeWord(tasks.outcome[task]!),
    runningMs: rounded(tasks.runningMs[task]!),
    waitingMs: rounded(tasks.waitingMs[task]!),
    awaits: awaitsOf(model, task, places, arrivals),
  };
}

function awaitsOf(model: Model, task: number, places: Places, arrivals: Arrivals): ReportAwait[] {
  const { awaits, tasks } = model;
  const list: ReportAwait[] = [];
  for (let row = tasks.firstAwait[task]!; row >= 0; row = awaits.next[row]!) {
    const { line, column } = places.at(awaits.site[row]!);
    const on = describeOn(model, row);
    list.push({
      line,
      column,
      startMs: rounded(awaits.startMs[row]!),
      endMs: finite(awaits.endMs[row]!),
      outcome: outcomeWord(awaits.outcome[row]!),
      on: {
        kind: on.kind,
        task: on.task < 0 ? null : idOf(on.task),
        label: on.label,
        calls: on.calls || null,
        members: on.members.map(idOf),
        future: awaits.onKind[row] === OnKind.Future ? idOf(awaits.on[row]!) : null,
        timer: timerOf(timerOfAwait(model, row)),
        message: idOrNull(arrivals.ofAwait(row)),
      },
    });
  }
  return list;
}

function scheduledOf(model: Model, task: number): ReportScheduled | null {
  const found = scheduledBy(model, task);
  if (found === null) return null;
  const { resource, by, atMs, inTurn, timer } = found;
  return {
    kind: resource.kind,
    label: resource.label,
    task: by < 0 ? null : idOf(by),
    atMs: finite(atMs),
    turn: inTurn < 0 ? null : turnLabel(model, inTurn),
    timer: timerOf(timer),
  };
}

function timerOf(timer: TimerDelay | null): ReportTimer | null {
  return timer === null ? null : { askedMs: timer.askedMs, gotMs: finite(timer.gotMs) };
}

function idOrNull(row: number): number | null {
  return row < 0 ? null : idOf(row);
}
