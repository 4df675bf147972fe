import { type Scheduled, scheduledBy, type TimerDelay, timerOfAwait } from "../model/scheduled.ts";
import type { Model } from "../model/types.ts";
import { durationText } from "./ruler.ts";
import { type TaskLink, taskLink, turnName } from "./waits.ts";

/** What led to the call of a root task, for the details. */
export interface ScheduledLink {
  /** The root task; the selected one or the one that its callers lead up to. */
  readonly root: TaskLink;
  /** "timer", "HTTP request", "process.nextTick". */
  readonly what: string;
  readonly timer: TimerDelay | null;
  /** The task that had it scheduled, null for none or not known. */
  readonly by: TaskLink | null;
  /** The turn in which it was scheduled by no task, -1 for none, and what that turn came from. */
  readonly inTurn: number;
  readonly inTurnName: string;
  /** The turn that called the root, -1 where a callback within one did. */
  readonly turn: number;
}

/** What scheduled the callback from which the task comes, directly or by way of its callers; null where that is not known. */
export function scheduledLink(model: Model, task: number): ScheduledLink | null {
  const root = rootOf(model, task);
  const found = scheduledBy(model, root);
  return found === null ? null : linkOf(model, root, found);
}

function linkOf(model: Model, root: number, { resource, timer, by, inTurn, turn }: Scheduled): ScheduledLink {
  const isByTurn = by < 0 && inTurn >= 0;
  return {
    root: taskLink(model, root),
    what: resource.label,
    timer,
    by: by < 0 ? null : taskLink(model, by),
    inTurn: isByTurn ? inTurn : -1,
    inTurnName: isByTurn ? turnName(model, inTurn) : "",
    turn,
  };
}

function rootOf({ tasks }: Model, task: number): number {
  let at = task;
  while (tasks.parent[at]! >= 0) at = tasks.parent[at]!;
  return at;
}

/** "asked 50 ms, got 63 ms"; empty for anything but a timer. */
export function delayText(timer: TimerDelay | null): string {
  if (timer === null) return "";
  const got = Number.isNaN(timer.gotMs) ? "" : `, got ${durationText(timer.gotMs)}`;
  return `asked ${durationText(timer.askedMs)}${got}`;
}

/** What the timer that ended an await was set to and took; empty where none did. */
export function awaitDelayText(model: Model, await_: number): string {
  return delayText(timerOfAwait(model, await_));
}
