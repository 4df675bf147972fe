import { Outcome, SiteKind } from "../format/spec.ts";
import type { Sites } from "./sites.ts";
import type { Tables } from "./tables.ts";
import { OnKind, Settled, TaskMark } from "./types.ts";

/** A row of tasks, groups or futures in one number: `row * 4 + OnKind`; -1 for what is not known. */
export type ObjectKey = number;

/** What a function is about to return. */
export interface Returning {
  readonly site: number;
  readonly object: ObjectKey;
}

/** Ends a task whose function has returned. */
type EndTask = (task: number, nowMs: number, outcome: Outcome) => void;

/**
 * What settles without an event of its own: futures, and tasks whose function returned a promise. It is learnt from who
 * waited on it: a wait that ends tells the outcome of what it was for and, since microtasks never outlive their turn, the turn.
 */
export class Settling {
  readonly #tables: Tables;
  readonly #sites: Sites;
  readonly #endTask: EndTask;
  readonly #returning = new Map<number, Returning>();
  /** Tasks whose own promise follows another. */
  readonly #followers = new Map<ObjectKey, number[]>();
  /** Tasks that have settled as well and are still to be ended. */
  readonly #due: number[] = [];
  #isEnding = false;

  constructor(tables: Tables, sites: Sites, endTask: EndTask) {
    this.#tables = tables;
    this.#sites = sites;
    this.#endTask = endTask;
  }

  /** The task returns `returning` if it ends fulfilled. */
  announce(task: number, returning: Returning): void {
    this.#returning.set(task, returning);
  }

  /** What the task that ends now returns; null for a plain value. */
  take(task: number): Returning | null {
    if (this.#returning.size === 0) return null;
    const returning = this.#returning.get(task) ?? null;
    this.#returning.delete(task);
    return returning;
  }

  /** `task` settles when `object` does. Returns the outcome where that already has settled, else null. */
  follow(task: number, object: ObjectKey): Outcome | null {
    if (object < 0) return null;
    const outcome = this.#outcomeOf(object);
    if (outcome === Outcome.Fulfilled || outcome === Outcome.Rejected) return outcome;
    const followers = this.#followers.get(object);
    if (followers === undefined) this.#followers.set(object, [task]);
    else followers.push(task);
    return null;
  }

  /** `object` has settled now; so has all that follows it. */
  settled(object: ObjectKey, nowMs: number, outcome: Outcome): void {
    if (this.#followers.size === 0) return;
    const followers = this.#followers.get(object);
    if (followers === undefined) return;
    this.#followers.delete(object);
    for (const task of followers) this.#due.push(task);
    this.#endDue(nowMs, outcome);
  }

  /** One after another, not within each other: a chain of functions may be as long as a program likes. */
  #endDue(nowMs: number, outcome: Outcome): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    for (let task = this.#due.pop(); task !== undefined; task = this.#due.pop()) {
      if (this.#tables.tasks.isOpen(task)) this.#endTask(task, nowMs, outcome);
    }
    this.#isEnding = false;
  }

  /** The await at `row` has ended: what it waited on settled in `turn`, and not later than now. */
  learn(row: number, nowMs: number, outcome: Outcome, turn: number): void {
    const { awaits, futures, tasks } = this.#tables;
    const kind = awaits.onKind[row]!;
    const on = awaits.on[row]!;
    if (kind === OnKind.Value || on < 0) return;
    // Of tasks, most tell their end themselves.
    if (kind === OnKind.Task && !(tasks.marks[on]! & TaskMark.Returned)) return;
    if (!this.#tellsOutcome(row, outcome)) return;
    if (kind === OnKind.Task) {
      this.#due.push(on);
      this.#endDue(nowMs, outcome);
      return;
    }
    // One that was lost sight of may have settled long ago.
    if (kind === OnKind.Future && futures.isOpen(on)) {
      futures.outcome[on] = outcome;
      futures.endMs[on] = nowMs;
      futures.settled[on] = Settled.ByTurn;
      futures.turn[on] = turn;
    }
    this.settled(on * 4 + kind, nowMs, outcome);
  }

  /**
   * Which of the open tasks that have returned cannot be said to be pending at the program's end: nobody waits for
   * them, nor for what they follow, so nobody saw whether it settled.
   */
  unseen(open: readonly number[]): number[] {
    const { tasks, awaits } = this.#tables;
    const waitedOn = new Set<ObjectKey>();
    for (const task of open) {
      const last = tasks.lastAwait[task]!;
      if (last < 0 || awaits.outcome[last] !== Outcome.Pending || tasks.marks[task]! & TaskMark.Returned) continue;
      if (awaits.on[last]! >= 0) waitedOn.add(awaits.on[last]! * 4 + awaits.onKind[last]!);
    }
    const isSeen = (task: number, depth: number): boolean => {
      if (waitedOn.has(task * 4 + OnKind.Task)) return true;
      if (!(tasks.marks[task]! & TaskMark.Returned)) return tasks.isOpen(task);
      const last = tasks.lastAwait[task]!;
      const on = awaits.on[last]!;
      if (awaits.onKind[last] === OnKind.Task) return depth < LONGEST && on >= 0 && isSeen(on, depth + 1);
      return on >= 0 && waitedOn.has(on * 4 + awaits.onKind[last]!);
    };
    return open.filter((task) => tasks.marks[task]! & TaskMark.Returned && !isSeen(task, 0));
  }

  /** When a task or future was rejected; NaN for any other outcome, and for other objects. */
  rejectedMs(object: ObjectKey): number {
    if (object < 0 || this.#outcomeOf(object) !== Outcome.Rejected) return Number.NaN;
    const { tasks, futures } = this.#tables;
    return (object & 3) === OnKind.Task ? tasks.endMs[object >> 2]! : futures.endMs[object >> 2]!;
  }

  #outcomeOf(object: ObjectKey): number {
    const { tasks, futures } = this.#tables;
    const row = object >> 2;
    if ((object & 3) === OnKind.Task) return tasks.outcome[row]!;
    return (object & 3) === OnKind.Future ? futures.outcome[row]! : Outcome.Pending;
  }

  /** Whether the wait ended because of what it waited on: a `yield` goes on for other reasons, a loop may be left. */
  #tellsOutcome(row: number, outcome: Outcome): boolean {
    const { awaits, tasks } = this.#tables;
    const { kind } = this.#sites.all[awaits.site[row]!]!;
    if (kind === SiteKind.Await || tasks.marks[awaits.task[row]!]! & TaskMark.Returned) return isSettled(outcome);
    return kind === SiteKind.ForAwait && outcome === Outcome.Fulfilled;
  }
}

/** Functions that return each other's promises, one after another. */
const LONGEST = 1000;

function isSettled(outcome: number): boolean {
  return outcome === Outcome.Fulfilled || outcome === Outcome.Rejected;
}
