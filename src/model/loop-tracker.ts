import { grown } from "../base/columns.ts";
import type { Tasks, Turns } from "./tables.ts";
import { toTicks, wholeTicks } from "./ticks.ts";
import { STRETCH_GAP_MS } from "./types.ts";

/** How far down the stack a task is looked for; below that lie only tasks whose end was never heard. */
const SEARCH_DEPTH = 1024;
const SEVERAL = 8;

/**
 * What one thread runs at each moment: the stack of running tasks, their own running time, and the turns.
 * A task that calls another stands still until that one waits or ends, so running time is counted once.
 */
export class LoopTracker {
  /** Row of the turn or stretch that runs or ran last; -1 for none. */
  turn = -1;
  /** The turn's callback has not returned: what runs now, it called. */
  inCallback = false;
  readonly #thread: number;
  readonly #tasks: Tasks;
  readonly #turns: Turns;
  #stack = new Int32Array(SEVERAL);
  /** For each task on the stack what it ran itself since it was last entered, milliseconds. */
  #ran = new Float64Array(SEVERAL);
  #depth = 0;
  /** Since when the top of the stack runs. */
  #sinceMs = 0;
  /** The recorder tells turns, and has told the one at `turn`. */
  #turnSeen = false;

  constructor(thread: number, tasks: Tasks, turns: Turns) {
    this.#thread = thread;
    this.#tasks = tasks;
    this.#turns = turns;
  }

  get depth(): number {
    return this.#depth;
  }

  /** The task that runs now, -1 for none. */
  get running(): number {
    return this.#depth > 0 ? this.#stack[this.#depth - 1]! : -1;
  }

  /** `task` runs from now on, on top of what runs already. */
  enter(task: number, nowMs: number): void {
    if (this.#depth > 0) this.#charge(nowMs);
    else if (!this.#turnSeen) this.#stretch(nowMs);
    if (this.#depth === this.#stack.length) {
      this.#stack = grown(this.#stack, this.#depth * 2);
      this.#ran = grown(this.#ran, this.#depth * 2);
    }
    this.#stack[this.#depth] = task;
    this.#ran[this.#depth] = 0;
    this.#depth++;
    this.#sinceMs = nowMs;
  }

  /** `task` waits or has ended. Tasks above it on the stack have stopped unheard, nobody knows when: they go too. */
  leave(task: number, nowMs: number): void {
    const at = this.#find(task);
    if (at < 0) return;
    if (at === this.#depth - 1) this.#charge(nowMs);
    const { turn } = this;
    if (turn >= 0) {
      const turns = this.#turns;
      turns.endMs[turn] = nowMs;
      // Whole ticks: who comes first of two that ran equally long must not depend on where on the axis they lie.
      // Most are shorter anyhow, and rounding costs.
      const ran = this.#ran[at]!;
      const longest = turns.longestMs[turn]!;
      if (ran > longest && toTicks(ran) > toTicks(longest)) {
        turns.longestMs[turn] = ran;
        turns.longestTask[turn] = task;
      }
    }
    this.#depth = at;
    this.#sinceMs = nowMs;
  }

  /** The stack is empty now: whatever is left on it has stopped unheard, and is charged with nothing. */
  clear(): void {
    this.#depth = 0;
  }

  /** Something runs now that is no task: where no turn tells so, a stretch begins or goes on. */
  touch(nowMs: number): void {
    if (this.#depth > 0 || this.#turnSeen) return;
    this.#stretch(nowMs);
    this.#turns.endMs[this.turn] = nowMs;
  }

  startTurn(type: number, nowMs: number): void {
    this.clear();
    this.turn = this.#turns.add(this.#thread, nowMs, type);
    this.#turnSeen = true;
    this.inCallback = true;
  }

  /** The turn's callback returned; its microtasks follow. */
  endCallback(nowMs: number): void {
    this.clear();
    this.inCallback = false;
    if (this.#turnSeen) this.#turns.endMs[this.turn] = nowMs;
  }

  /** Events are missing from here on: neither the stack nor the turn is known. */
  lose(): void {
    this.clear();
    this.turn = -1;
    this.inCallback = false;
    this.#turnSeen = false;
  }

  /** The trace's start moved by so much into the past. */
  shift(byMs: number): void {
    this.#sinceMs = wholeTicks(this.#sinceMs + byMs);
  }

  #find(task: number): number {
    const stack = this.#stack;
    const lowest = Math.max(0, this.#depth - SEARCH_DEPTH);
    for (let at = this.#depth - 1; at >= lowest; at--) if (stack[at] === task) return at;
    return -1;
  }

  #charge(nowMs: number): void {
    const ran = nowMs - this.#sinceMs;
    const top = this.#depth - 1;
    this.#ran[top]! += ran;
    this.#tasks.runningMs[this.#stack[top]!]! += ran;
  }

  #stretch(nowMs: number): void {
    // Whole ticks: a gap of just this length must not depend on where on the axis it lies.
    if (this.turn >= 0 && toTicks(nowMs - this.#turns.endMs[this.turn]!) <= toTicks(STRETCH_GAP_MS)) return;
    this.turn = this.#turns.add(this.#thread, nowMs, -1);
  }
}
