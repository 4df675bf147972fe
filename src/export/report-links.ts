import { functionName } from "../model/describe.ts";
import type { Model } from "../model/types.ts";
import type { Places } from "./report-places.ts";
import type { ReportMessage, ReportMoment, ReportStarter } from "./report-types.ts";
import { idOf, rounded } from "./report-values.ts";

/** Every message in the order in which it was first heard of; ids count from 1. */
export function reportMessages(model: Model): ReportMessage[] {
  const { messages } = model;
  const { fromThread, fromTask, sentMs, toThread, toTask, receivedMs } = messages;
  return Array.from({ length: messages.length }, (_, row) => ({
    id: idOf(row),
    ipc: messages.ipc[row] === 1,
    sent: moment(model, fromThread[row]!, fromTask[row]!, sentMs[row]!),
    received: moment(model, toThread[row]!, toTask[row]!, receivedMs[row]!),
  }));
}

/** Who started a thread, or its process; null where that is not known. */
export function reportStarter(model: Model, thread: number, places: Places): ReportStarter | null {
  const { starts, threads, tasks } = model;
  const start = threads[thread]!.startedBy;
  if (start < 0) return null;
  const task = starts.task[start]!;
  const at = moment(model, starts.thread[start]!, task, starts.atMs[start]!);
  if (at === null) return null;
  if (task < 0) return { ...at, function: "", file: "", line: 0 };
  const { file, line } = places.at(tasks.site[task]!);
  return { ...at, function: functionName(model, tasks.site[task]!), file, line };
}

/** How many messages each thread sent and received. */
export function messageCounts({ messages, threads }: Model): { sent: number; received: number }[] {
  const counts = threads.map(() => ({ sent: 0, received: 0 }));
  for (let row = 0; row < messages.length; row++) {
    if (messages.fromThread[row]! >= 0) counts[messages.fromThread[row]!]!.sent++;
    if (messages.toThread[row]! >= 0) counts[messages.toThread[row]!]!.received++;
  }
  return counts;
}

function moment({ threads, processes }: Model, thread: number, task: number, atMs: number): ReportMoment | null {
  if (thread < 0) return null;
  const { process, start } = threads[thread]!;
  return {
    process: processes[process]!.pid,
    thread: start.thread,
    task: task < 0 ? null : idOf(task),
    atMs: rounded(atMs),
  };
}
