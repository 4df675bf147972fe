import { type EndRecord, Outcome, type StartRecord } from "../format/spec.ts";
import { describeOn, functionName, SITE_WORDS } from "./describe.ts";
import { scheduledBy, scheduledText, timerOfAwait } from "./scheduled.ts";
import { type Model, OnKind, TaskMark } from "./types.ts";

export interface DumpOptions {
  /** False leaves out what differs from run to run: times, turns, pids and numbers of tasks. Default true. */
  readonly times?: boolean;
  /** A folder whose name, and the slash after it, is left out of file names. */
  readonly root?: string;
}

const OUTCOMES: Record<Outcome, string> = {
  [Outcome.Pending]: "pending",
  [Outcome.Fulfilled]: "fulfilled",
  [Outcome.Rejected]: "rejected",
  [Outcome.Unknown]: "unknown",
};

/**
 * The model as text for goldens: per thread its tasks as a tree, each with its awaits and the tasks it called in the
 * order in which they happened, then what was lost.
 */
export function dumpModel(model: Model, { times = true, root = "" }: DumpOptions = {}): string {
  const dump = new Dump(model, times, root);
  return `${dump.lines().join("\n")}\n`;
}

function endingText({ threadKind }: StartRecord, end: EndRecord | null): string {
  if (end === null) return "no end";
  const failed = threadKind === "worker" && end.exitCode !== null && end.exitCode !== 0;
  return [failed ? `exit ${end.exitCode}` : "", end.ending ?? ""].filter(Boolean).join(", ");
}

class Dump {
  readonly #model: Model;
  readonly #times: boolean;
  readonly #root: string;
  readonly #children: readonly number[][];

  constructor(model: Model, times: boolean, root: string) {
    this.#model = model;
    this.#times = times;
    this.#root = root;
    this.#children = childrenOf(model);
  }

  lines(): string[] {
    const { processes, losses } = this.#model;
    const lines = processes.flatMap((_, process) => this.#process(process));
    if (losses.damagedChunks > 0) lines.push(`damaged chunks: ${losses.damagedChunks}`);
    if (losses.missingChunks > 0) lines.push(`missing chunks: ${losses.missingChunks}`);
    if (losses.droppedEvents > 0) lines.push(`dropped events: ${losses.droppedEvents}`);
    for (const { file, reason } of losses.uninstrumented) lines.push(`not traced: ${this.#file(file)}: ${reason}`);
    return lines;
  }

  #process(process: number): string[] {
    const { pid, threads, exit } = this.#model.processes[process]!;
    const ends = exit === null ? "" : ` ${exit.signal ?? `exit ${exit.exitCode}`}`;
    const title = this.#times ? `process ${pid}${ends}` : `process${ends}`;
    return [title, ...threads.flatMap((thread) => this.#thread(thread))];
  }

  #thread(thread: number): string[] {
    const { threads, turns } = this.#model;
    const { start, end, placeGuessed, startedBy } = threads[thread]!;
    const name = start.threadKind === "main" ? "main" : this.#times ? `worker ${start.thread}` : "worker";
    const by = startedBy < 0 ? "" : `started by ${this.#starter(startedBy)}`;
    // At the end of a process it may be one or the other that ends a worker.
    const ending = this.#times ? endingText(start, end) : end === null ? "no end" : "";
    const notes = [by, placeGuessed ? "place guessed" : "", ending].filter(Boolean);
    const lines = [`  ${[name, ...notes].join(", ")}`];
    if (this.#times) {
      for (let turn = 0; turn < turns.length; turn++) if (turns.thread[turn] === thread) lines.push(this.#turn(turn));
    }
    lines.push(...this.#messagesTo(thread));
    for (const task of this.#children[0]!) if (this.#model.tasks.thread[task] === thread) this.#tree(task, lines);
    return lines;
  }

  /** What started a thread: the task, else the turn, else the thread. */
  #starter(start: number): string {
    const { thread, task, atMs } = this.#model.starts;
    return this.#source(thread[start]!, task[start]!, atMs[start]!);
  }

  #source(thread: number, task: number, atMs: number): string {
    const { start } = this.#model.threads[thread]!;
    const of = start.threadKind === "main" ? "main" : "worker";
    const who = task < 0 ? of : this.#taskName(task);
    return this.#times ? `${who} at ${ms(atMs)} in ${start.pid}/${start.thread}` : who;
  }

  /** Without times only whom they are from, sorted, with how many: in which order messages arrive is the machine's. */
  #messagesTo(thread: number): string[] {
    const { messages } = this.#model;
    const lines: string[] = [];
    for (let row = 0; row < messages.length; row++) {
      if (messages.toThread[row] === thread) lines.push(this.#message(row));
    }
    if (this.#times) return lines;
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return [...counts.keys()].sort().map((line) => `${line} × ${counts.get(line)}`);
  }

  #message(row: number): string {
    const { fromThread, fromTask, sentMs, toTask, receivedMs, ipc } = this.#model.messages;
    const from = fromThread[row]! < 0 ? "?" : this.#source(fromThread[row]!, fromTask[row]!, sentMs[row]!);
    const words = [`    ${ipc[row] === 1 ? "ipc " : ""}message sent by ${from}`];
    if (toTask[row]! >= 0) words.push(`to ${this.#taskName(toTask[row]!)}`);
    if (this.#times) words.push(`received ${ms(receivedMs[row]!)}`);
    return words.join(" ");
  }

  #turn(turn: number): string {
    const { turns, names } = this.#model;
    const type = turns.type[turn]! < 0 ? "stretch" : (names[turns.type[turn]!] ?? "");
    const longest = turns.longestTask[turn]!;
    const by = longest < 0 ? "" : ` ${this.#taskName(longest)} ran ${ms(turns.longestMs[turn]!)}`;
    return `    turn ${type} ${ms(turns.startMs[turn]!)}–${ms(turns.endMs[turn]!)}${by}`;
  }

  /** No recursion: a task tree is as deep as the program's. */
  #tree(root: number, lines: string[]): void {
    const todo: { depth: number; task: number; await: number }[] = [{ depth: 2, task: root, await: -1 }];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const indent = "  ".repeat(next.depth);
      if (next.await >= 0) {
        lines.push(indent + this.#await(next.await));
        continue;
      }
      lines.push(indent + this.#task(next.task));
      const depth = next.depth + 1;
      for (const inner of this.#inOrder(next.task).reverse()) todo.push({ depth, ...inner });
    }
  }

  /** A task's awaits and the tasks it called, in time order; a task called at an await's very moment comes first. */
  #inOrder(task: number): { task: number; await: number }[] {
    const { tasks, awaits } = this.#model;
    const children = this.#children[task + 1]!;
    const ordered: { task: number; await: number }[] = [];
    let child = 0;
    for (let row = tasks.firstAwait[task]!; row >= 0; row = awaits.next[row]!) {
      while (child < children.length && tasks.startMs[children[child]!]! <= awaits.startMs[row]!) {
        ordered.push({ task: children[child++]!, await: -1 });
      }
      ordered.push({ task: -1, await: row });
    }
    while (child < children.length) ordered.push({ task: children[child++]!, await: -1 });
    return ordered;
  }

  #task(row: number): string {
    const { tasks, sites } = this.#model;
    const { file, line, column } = sites[tasks.site[row]!]!;
    const marks = tasks.marks[row]!;
    const words = [this.#taskName(row), `${this.#file(file)}:${line}:${column}`];
    if (this.#times) words.push(`${ms(tasks.startMs[row]!)}–${ms(tasks.endMs[row]!)}`);
    words.push(OUTCOMES[tasks.outcome[row] as Outcome]);
    const scheduled = scheduledBy(this.#model, row);
    if (scheduled !== null) words.push(`from ${scheduledText(this.#model, scheduled)}`);
    if (this.#times) words.push(`ran ${ms(tasks.runningMs[row]!)} waited ${ms(tasks.waitingMs[row]!)}`);
    if (marks & TaskMark.KnownFromHere) words.push("(known from here)");
    else if (marks & TaskMark.Incomplete) words.push("(incomplete)");
    return words.join(" ");
  }

  #await(row: number): string {
    const { awaits, sites, turns, names } = this.#model;
    const { kind, text, line, column } = sites[awaits.site[row]!]!;
    const words = [SITE_WORDS[kind], text, `${line}:${column}`].filter(Boolean);
    if (this.#times) words.push(`${ms(awaits.startMs[row]!)}–${ms(awaits.endMs[row]!)}`);
    words.push(OUTCOMES[awaits.outcome[row] as Outcome], `on ${this.#on(row)}`);
    const turn = awaits.turn[row]!;
    if (this.#times && turn >= 0 && turns.type[turn]! >= 0) words.push(`in turn ${names[turns.type[turn]!]}`);
    return words.join(" ");
  }

  #on(row: number): string {
    const { label, task, members } = describeOn(this.#model, row);
    if (task >= 0) return this.#taskName(task);
    const isFuture = this.#model.awaits.onKind[row] === OnKind.Future;
    const timer = isFuture ? timerOfAwait(this.#model, row) : null;
    if (timer !== null) return label.replace(/\)?$/, (end) => ` of ${timer.askedMs} ms${end}`);
    const names = members.map((member) => this.#taskName(member));
    return names.length > 0 ? `${label} (${names.join(", ")})` : label;
  }

  #taskName(task: number): string {
    const name = functionName(this.#model, this.#model.tasks.site[task]!);
    return this.#times ? `${name}#${task}` : name;
  }

  #file(file: string): string {
    return this.#root !== "" && file.startsWith(`${this.#root}/`) ? file.slice(this.#root.length + 1) : file || "?";
  }
}

/** The tasks that each task called, at its row + 1; the roots at 0. */
function childrenOf({ tasks }: Model): number[][] {
  const children: number[][] = Array.from({ length: tasks.length + 1 }, () => []);
  for (let task = 0; task < tasks.length; task++) children[tasks.parent[task]! + 1]!.push(task);
  return children;
}

/** Milliseconds to a tick of the trace, "…" where the thing has not happened. */
function ms(value: number): string {
  return Number.isNaN(value) ? "…" : String(Math.round(value * 10_000) / 10_000);
}
