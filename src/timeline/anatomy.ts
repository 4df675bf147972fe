import { ranDuring } from "../model/loop-busy.ts";
import type { Source } from "./source.ts";
import { taskName, turnName } from "./waits.ts";

/** Parts of an await that are told one by one; the shortest of more join the waiting. */
const PARTS = 200;

/** One stretch of an await, or of a task. */
export interface Part {
  readonly kind: "waiting" | "busy" | "resuming" | "running";
  readonly startMs: number;
  readonly endMs: number;
}

export interface Anatomy {
  readonly parts: readonly Part[];
  readonly waitingMs: number;
  /** In which the loop ran something else. */
  readonly busyMs: number;
  /** From the moment the awaited settled to the moment the task ran again; NaN when the former is not known. */
  readonly resumedMs: number;
  /** What ran longest meanwhile, a function's name or a turn's, and how long; empty for none. */
  readonly busyWith: string;
  readonly busyWithMs: number;
}

/**
 * Takes the wait apart. The loop's turns that overlap it are *busy*; after the awaited thing settled, what is left
 * is *resuming*; all else is plain waiting.
 */
export function awaitAnatomy(source: Source, row: number, nowMs: number, settledMs: number): Anatomy {
  const { model, index } = source;
  const { awaits, tasks } = model;
  const thread = tasks.thread[awaits.task[row]!]!;
  const startMs = awaits.startMs[row]!;
  const endMs = Number.isNaN(awaits.endMs[row]!) ? source.openUntilMs(thread, nowMs) : awaits.endMs[row]!;
  const settled = settledMs >= startMs && settledMs <= endMs ? settledMs : Number.NaN;
  const busy = busyParts(source, thread, startMs, endMs);
  let busyMs = 0;
  for (const part of busy.parts) busyMs += part.endMs - part.startMs;
  const parts = between(busy.parts, startMs, endMs, settled);
  const turn = busy.longest < 0 ? -1 : index.turns[busy.longest]!;
  return {
    parts,
    waitingMs: endMs - startMs - busyMs,
    busyMs,
    resumedMs: endMs - settled,
    ...busiest(source, row, turn),
  };
}

/** The task that ran longest within the wait, or else the longest turn, which then ran code that is not traced. */
function busiest(source: Source, row: number, turn: number): Pick<Anatomy, "busyWith" | "busyWithMs"> {
  const { model } = source;
  if (turn < 0) return { busyWith: "", busyWithMs: 0 };
  const [runner] = ranDuring(model, row);
  const turnMs = model.turns.endMs[turn]! - model.turns.startMs[turn]!;
  if (runner !== undefined && runner.ms * 4 > turnMs)
    return { busyWith: taskName(model, runner.task), busyWithMs: runner.ms };
  return { busyWith: turnName(model, turn), busyWithMs: turnMs };
}

function busyParts(source: Source, thread: number, startMs: number, endMs: number) {
  const { model, index } = source;
  const { turns } = model;
  const to = index.turnStart[thread + 1]!;
  const parts: Part[] = [];
  let longest = -1;
  let longestMs = 0;
  for (let at = firstTurn(source, thread, startMs); at < to; at++) {
    const turn = index.turns[at]!;
    const from = Math.max(turns.startMs[turn]!, startMs);
    if (from >= endMs) break;
    const end = Math.min(turns.endMs[turn]!, endMs);
    if (!(end > from)) continue;
    parts.push({ kind: "busy", startMs: from, endMs: end });
    if (end - from > longestMs) {
      longestMs = end - from;
      longest = at;
    }
  }
  return { parts, longest };
}

function firstTurn(source: Source, thread: number, atMs: number): number {
  const { index, model } = source;
  let low = index.turnStart[thread]!;
  let high = index.turnStart[thread + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (model.turns.endMs[index.turns[middle]!]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The busy parts with what lies between them. */
function between(busy: readonly Part[], startMs: number, endMs: number, settledMs: number): Part[] {
  const told = busy.length <= PARTS ? busy : longestOf(busy);
  const parts: Part[] = [];
  const gap = (from: number, to: number) => {
    if (!(to > from)) return;
    if (settledMs > from && settledMs < to) {
      parts.push(
        { kind: "waiting", startMs: from, endMs: settledMs },
        { kind: "resuming", startMs: settledMs, endMs: to },
      );
    } else parts.push({ kind: settledMs <= from ? "resuming" : "waiting", startMs: from, endMs: to });
  };
  let at = startMs;
  for (const part of told) {
    gap(at, part.startMs);
    parts.push(part);
    at = part.endMs;
  }
  gap(at, endMs);
  return parts;
}

function longestOf(busy: readonly Part[]): Part[] {
  const length = (part: Part) => part.endMs - part.startMs;
  return [...busy]
    .sort((a, b) => length(b) - length(a))
    .slice(0, PARTS)
    .sort((a, b) => a.startMs - b.startMs);
}

/** The task's stretches of running and waiting. */
export function taskAnatomy(source: Source, task: number, nowMs: number): Anatomy {
  const { tasks, awaits } = source.model;
  const startMs = tasks.startMs[task]!;
  const endMs = Number.isNaN(tasks.endMs[task]!) ? source.openUntilMs(tasks.thread[task]!, nowMs) : tasks.endMs[task]!;
  const parts: Part[] = [];
  let at = startMs;
  let waitingMs = 0;
  for (let row = tasks.firstAwait[task]!; row >= 0; row = awaits.next[row]!) {
    const from = awaits.startMs[row]!;
    const end = Number.isNaN(awaits.endMs[row]!) ? endMs : awaits.endMs[row]!;
    waitingMs += end - from;
    if (parts.length < PARTS) {
      if (from > at) parts.push({ kind: "running", startMs: at, endMs: from });
      parts.push({ kind: "waiting", startMs: from, endMs: end });
    }
    at = end;
  }
  if (endMs > at) parts.push({ kind: "running", startMs: at, endMs });
  return { parts, waitingMs, busyMs: 0, resumedMs: Number.NaN, busyWith: "", busyWithMs: 0 };
}
