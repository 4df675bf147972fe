import { type Runner, ranWithin, type Stretch } from "./loop-busy.ts";
import { timerOfTurn } from "./scheduled.ts";
import type { Model } from "./types.ts";

/** A turn this long, milliseconds, blocks the loop. The figure is that of the web's "long task". */
export const BLOCKED_MS = 50;
/** Blocked stretches that are told of a thread, the longest. */
const TOLD = 5;

/** What a thread's event loop did, from its turns. */
export interface ThreadLoop {
  /** Turns, stretches included. */
  readonly turns: number;
  readonly busyMs: number;
  readonly maxTurnMs: number;
  /**
   * `busyMs` as a part of the thread's life, from its Start to its End or the last turn that is known. NaN where turns
   * are not told, events are missing, or it lived for no time.
   */
  readonly utilization: number;
  /** The most that a timer was late, beyond what it was set to. NaN where no timer tells. */
  readonly maxLagMs: number;
  /** How many turns were at least {@link BLOCKED_MS} long, and the longest of them, the longest first. */
  readonly blockedCount: number;
  readonly blocked: readonly BlockedTurn[];
}

export interface BlockedTurn {
  readonly turn: number;
  /** Tasks that ran in it, without those they called, longest first; all else that ran is no async function that is traced. */
  readonly ran: readonly Runner[];
}

/** The loop of every thread. One pass over the turns, and one over the tasks where something was blocked. */
export function threadLoops(model: Model): ThreadLoop[] {
  const { turns, threads } = model;
  const sums = threads.map(() => ({ turns: 0, busyMs: 0, maxTurnMs: 0, lastMs: 0, maxLagMs: Number.NaN }));
  const blocked: number[][] = threads.map(() => []);
  for (let turn = 0; turn < turns.length; turn++) {
    const thread = turns.thread[turn]!;
    const sum = sums[thread]!;
    const ms = lengthOf(model, turn);
    sum.turns++;
    sum.busyMs += ms;
    sum.maxTurnMs = Math.max(sum.maxTurnMs, ms);
    sum.lastMs = Math.max(sum.lastMs, turns.endMs[turn]!);
    const lateMs = lateBy(model, turn);
    if (lateMs >= 0 && !(sum.maxLagMs >= lateMs)) sum.maxLagMs = lateMs;
    if (ms >= BLOCKED_MS) blocked[thread]!.push(turn);
  }
  const told = blocked.map((all) => all.toSorted((a, b) => lengthOf(model, b) - lengthOf(model, a)).slice(0, TOLD));
  const ran = ranIn(model, told.flat());
  const zeroNs = axisZeroNs(model);
  return sums.map(({ lastMs, ...sum }, thread) => ({
    ...sum,
    utilization: areExact(model, thread) ? sum.busyMs / livedMs(model, thread, lastMs, zeroNs) : Number.NaN,
    blockedCount: blocked[thread]!.length,
    blocked: told[thread]!.map((turn) => ({ turn, ran: ran.get(turn)! })),
  }));
}

/** What of the traced tasks ran in a turn, the longest first. */
export function ranInTurn(model: Model, turn: number): Runner[] {
  return ranIn(model, [turn]).get(turn)!;
}

function ranIn(model: Model, rows: readonly number[]): Map<number, Runner[]> {
  const { turns } = model;
  const stretches = rows.map(
    (turn): Stretch => ({ thread: turns.thread[turn]!, fromMs: turns.startMs[turn]!, toMs: turns.endMs[turn]! }),
  );
  const ran = ranWithin(model, stretches);
  return new Map(rows.map((turn, at) => [turn, ran[at]!]));
}

function lengthOf({ turns }: Model, turn: number): number {
  return turns.endMs[turn]! - turns.startMs[turn]!;
}

/** How late a timer got its turn; NaN for anything else. Timers may be early by the part of a millisecond that Node rounds away. */
function lateBy(model: Model, turn: number): number {
  const timer = timerOfTurn(model, turn);
  return timer === null ? Number.NaN : Math.max(0, timer.gotMs - timer.askedMs);
}

/** Whether the turns of a thread are told, all of them. */
export function areExact({ threads, losses }: Model, thread: number): boolean {
  const { start, droppedEvents } = threads[thread]!;
  return start.turns === "exact" && droppedEvents + losses.damagedChunks + losses.missingChunks === 0;
}

/** NaN for no time: a share of it means nothing. */
function livedMs(model: Model, thread: number, lastMs: number, zeroNs: bigint): number {
  const { start, end, placeGuessed } = model.threads[thread]!;
  const bornMs = placeGuessed ? Number.NaN : Number(BigInt(start.anchor.monotonicNs) - zeroNs) / 1e6;
  const ms = end === null ? lastMs - bornMs : end.clockMs - start.anchor.clockMs;
  return ms > 0 ? ms : Number.NaN;
}

/** The machine's clock where the axis has its zero: at the earliest thread. */
function axisZeroNs({ threads }: Model): bigint {
  const placed = threads.filter(({ placeGuessed }) => !placeGuessed);
  const starts = placed.map(({ start }) => BigInt(start.anchor.monotonicNs));
  return starts.reduce((least, ns) => (ns < least ? ns : least), starts[0] ?? 0n);
}
