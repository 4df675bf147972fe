import { SiteKind } from "../format/spec.ts";
import type { Model } from "../model/types.ts";
import { durationText } from "./ruler.ts";
import type { Selection } from "./selection.ts";
import type { Source } from "./source.ts";
import { type TaskLink, taskLink, turnName } from "./waits.ts";

/** Messages of a turn that are told. */
const TOLD = 6;

/** A moment in another thread that led to what is selected. */
export interface ThreadLink {
  /** "worker 3", "process 4711", "the main thread". */
  readonly thread: string;
  readonly atMs: number;
  /** The task that ran there then, null for none. */
  readonly by: TaskLink | null;
  /** Where no task ran: the turn, -1 for none, and what that came from. */
  readonly turn: number;
  readonly turnName: string;
}

/** A message that came. */
export interface MessageLink {
  readonly ipc: boolean;
  /** Null where nobody told who sent it. */
  readonly from: ThreadLink | null;
  readonly receivedMs: number;
  /** How long it was on the way; NaN where that is not known. */
  readonly wayMs: number;
}

/** The messages behind a selection: that which called the task or its callers, ended the await, or came in the turn. */
export function messageLinks(source: Source, selection: Selection): MessageLink[] {
  return messageRows(source, selection)
    .slice(0, TOLD)
    .map((row) => messageLink(source.model, row));
}

/** Their rows. */
export function messageRows({ model, arrivals }: Source, { kind, ref }: Selection): readonly number[] {
  if (kind === "turn") return arrivals.inTurn(ref);
  const row = kind === "await" ? arrivals.ofAwait(ref) : arrivals.ofTask(rootOf(model, ref));
  return row < 0 ? [] : [row];
}

function messageLink(model: Model, row: number): MessageLink {
  const { fromThread, fromTask, fromTurn, sentMs, receivedMs, ipc } = model.messages;
  const from = fromThread[row]!;
  return {
    ipc: ipc[row] === 1,
    from: from < 0 ? null : threadLink(model, from, fromTask[row]!, fromTurn[row]!, sentMs[row]!),
    receivedMs: receivedMs[row]!,
    wayMs: receivedMs[row]! - sentMs[row]!,
  };
}

/** Who started the thread of a module that runs, where the selected task is such a module or was called by one; null otherwise. */
export function starterLink(model: Model, task: number): ThreadLink | null {
  const { tasks, sites } = model;
  const root = rootOf(model, task);
  const isModule = sites[tasks.site[root]!]!.kind === SiteKind.Module;
  return isModule ? threadStarter(model, tasks.thread[root]!) : null;
}

/** Who started a thread; null where that is not known. */
export function threadStarter(model: Model, thread: number): ThreadLink | null {
  const { starts, threads } = model;
  const start = threads[thread]!.startedBy;
  if (start < 0) return null;
  return threadLink(model, starts.thread[start]!, starts.task[start]!, starts.turn[start]!, starts.atMs[start]!);
}

function threadLink(model: Model, thread: number, task: number, turn: number, atMs: number): ThreadLink {
  return {
    thread: threadWords(model, thread),
    atMs,
    by: task < 0 ? null : taskLink(model, task),
    turn: task < 0 ? turn : -1,
    turnName: task < 0 && turn >= 0 ? turnName(model, turn) : "",
  };
}

/** A thread within a sentence. */
function threadWords({ threads, processes }: Model, thread: number): string {
  const { process, start } = threads[thread]!;
  const ofProcess = processes.length === 1 || process === 0 ? "" : ` of process ${start.pid}`;
  if (start.threadKind === "worker") return `worker ${start.thread}${ofProcess}`;
  return process === 0 ? "the main thread" : `process ${start.pid}`;
}

/** "Message from worker 3, sent by ask at 12.3 ms, 0.4 ms on the way". */
export function messageText({ ipc, from, wayMs }: MessageLink): string {
  const what = ipc ? "IPC message" : "Message";
  if (from === null) return what;
  const by = from.by === null ? "sent" : `sent by ${from.by.name}`;
  return `${what} from ${from.thread}, ${by} at ${durationText(from.atMs)}, ${durationText(wayMs)} on the way`;
}

function rootOf({ tasks }: Model, task: number): number {
  let at = task;
  while (tasks.parent[at]! >= 0) at = tasks.parent[at]!;
  return at;
}
