import { upperBound } from "../base/bisect.ts";
import type { Model } from "./types.ts";

/** The type of ticks among the causes. */
const TICK = "TickObject";

/**
 * Which message called a task, ended a wait, came in a turn: ready to be asked many times, built in one pass over
 * messages and turns. It speaks of the model as it was when this was made. Rows of {@link Model.messages}, -1 for none
 * and where turns are not told.
 */
export class Arrivals {
  readonly #model: Model;
  /** Of each turn the messages that arrived in it, in order. */
  readonly #ofTurn = new Map<number, number[]>();
  /** Of each thread the messages that its listeners got, and when, in order. */
  readonly #rows: number[][];
  readonly #timesMs: number[][];
  /** When the turn after it began in the same thread. */
  readonly #nextStartMs: Float64Array;

  constructor(model: Model) {
    this.#model = model;
    const { messages, threads } = model;
    this.#rows = threads.map(() => []);
    for (let row = 0; row < messages.length; row++) {
      // A task that took it by `receiveMessageOnPort` was not called by it.
      if (messages.toThread[row]! >= 0 && messages.toTask[row]! < 0) this.#rows[messages.toThread[row]!]!.push(row);
    }
    for (const rows of this.#rows) rows.sort((a, b) => messages.receivedMs[a]! - messages.receivedMs[b]!);
    this.#timesMs = this.#rows.map((rows) => rows.map((row) => messages.receivedMs[row]!));
    for (const row of this.#rows.flat()) this.#addToTurn(messages.toTurn[row]!, row);
    this.#nextStartMs = nextStarts(model);
  }

  /** The messages that listeners got in a turn, in order. */
  inTurn(turn: number): readonly number[] {
    return this.#ofTurn.get(turn) ?? [];
  }

  /**
   * The message whose listener called a root task, or one that had a tick call it: between processes Node itself
   * does that, and a listener's own tick looks the same.
   */
  ofTask(task: number): number {
    const { tasks, messages, causes, names } = this.#model;
    if (tasks.parent[task]! >= 0) return -1;
    const row = this.#lastBefore(tasks.thread[task]!, tasks.startMs[task]!);
    if (row < 0) return -1;
    const cause = tasks.cause[task]!;
    if (messages.ipc[row] === 0) return tasks.turn[task]! >= 0 && tasks.turn[task] === messages.toTurn[row] ? row : -1;
    const isTick = tasks.turn[task]! < 0 && cause >= 0 && names[causes.type[cause]!] === TICK && causes.by[cause]! < 0;
    return isTick && this.#isWithin(messages.toTurn[row]!, tasks.startMs[task]!) ? row : -1;
  }

  /** The message that ended a wait: the only one in the turn in which it resumed. */
  ofAwait(await_: number): number {
    const { awaits, turns, messages } = this.#model;
    const turn = awaits.turn[await_]!;
    if (turn < 0 || turns.type[turn]! < 0 || awaits.startMs[await_]! >= turns.startMs[turn]!) return -1;
    const [row = -1, ...others] = this.inTurn(turn);
    return row >= 0 && others.length === 0 && messages.receivedMs[row]! <= awaits.endMs[await_]! ? row : -1;
  }

  #addToTurn(turn: number, row: number): void {
    const known = this.#ofTurn.get(turn);
    if (known) known.push(row);
    else this.#ofTurn.set(turn, [row]);
  }

  #lastBefore(thread: number, ms: number): number {
    const at = upperBound(this.#timesMs[thread]!, ms) - 1;
    return at < 0 ? -1 : this.#rows[thread]![at]!;
  }

  /** The thread was still in this turn, or in its ticks and microtasks. */
  #isWithin(turn: number, ms: number): boolean {
    return turn >= 0 && ms < this.#nextStartMs[turn]!;
  }
}

function nextStarts({ turns, threads }: Model): Float64Array {
  const next = new Float64Array(turns.length).fill(Number.POSITIVE_INFINITY);
  const last = new Int32Array(threads.length).fill(-1);
  for (let turn = 0; turn < turns.length; turn++) {
    const thread = turns.thread[turn]!;
    if (last[thread]! >= 0) next[last[thread]!] = turns.startMs[turn]!;
    last[thread] = turn;
  }
  return next;
}
