import { functionName } from "./describe.ts";
import { type Resource, resourceOfTurn } from "./resource.ts";
import type { Model } from "./types.ts";

/** What a timer was set to, and what it took, milliseconds. */
export interface TimerDelay {
  readonly askedMs: number;
  /** NaN where it is not known when it was set. */
  readonly gotMs: number;
}

/** What called a root task: a callback, and who had that scheduled. */
export interface Scheduled {
  /** What the callback is: that of a "timer", an "HTTP request", "process.nextTick"… */
  readonly resource: Resource;
  /** The turn that the callback is of; -1 where it stood within one. */
  readonly turn: number;
  /** The task that ran when it was scheduled, -1 for none or not known. */
  readonly by: number;
  /** When that was, NaN where it is not known. */
  readonly atMs: number;
  /** The turn in which that was, -1 for the program's first run or not known. */
  readonly inTurn: number;
  /** Of a timer; null for all else. */
  readonly timer: TimerDelay | null;
}

/** Callbacks within a turn, by the type of Node's resource. */
const CALLBACKS: Readonly<Record<string, string>> = {
  TickObject: "process.nextTick",
  Microtask: "queueMicrotask",
  AsyncResource: "async resource",
};

/**
 * What scheduled a root task; null for a task that another one called, and for a root that the program's first run or a
 * promise's reaction called: of a reaction nobody can say cheaply who asked for it.
 */
export function scheduledBy(model: Model, task: number): Scheduled | null {
  const { tasks, causes, turns, names } = model;
  const turn = tasks.turn[task]!;
  const cause = tasks.cause[task]!;
  if (turn < 0 && cause < 0) return null;
  const type = names[turn >= 0 ? turns.type[turn]! : causes.type[cause]!] ?? "";
  const label = CALLBACKS[type];
  const resource = label === undefined ? resourceOfTurn(type) : { kind: "queue" as const, label };
  return {
    resource: resource ?? { kind: "unknown", label: "callback" },
    turn,
    by: cause < 0 ? -1 : causes.by[cause]!,
    atMs: cause < 0 ? Number.NaN : causes.atMs[cause]!,
    inTurn: cause < 0 ? -1 : causes.inTurn[cause]!,
    timer: turn < 0 ? null : timerOfTurn(model, turn),
  };
}

/** What the timer of a turn was set to, and how long it took; null for a turn of anything else. */
export function timerOfTurn({ turns, causes }: Model, turn: number): TimerDelay | null {
  const cause = turns.cause[turn]!;
  if (cause < 0 || Number.isNaN(causes.askedMs[cause]!)) return null;
  return { askedMs: causes.askedMs[cause]!, gotMs: turns.startMs[turn]! - causes.atMs[cause]! };
}

/** The same of the turn in which an await resumed; null while it waits. */
export function timerOfAwait(model: Model, await_: number): TimerDelay | null {
  const turn = model.awaits.turn[await_]!;
  if (turn < 0 || model.awaits.startMs[await_]! >= model.turns.startMs[turn]!) return null;
  return timerOfTurn(model, turn);
}

/** "timer of 50 ms set by load", "process.nextTick of main", "HTTP request". */
export function scheduledText(model: Model, { resource, timer, by }: Scheduled): string {
  const what = timer === null ? resource.label : `${resource.label} of ${timer.askedMs} ms`;
  return by < 0 ? what : `${what} set by ${functionName(model, model.tasks.site[by]!)}`;
}
