import { BLOCKED_MS } from "../model/loops.ts";
import type { Source } from "./source.ts";

/** The whole trace in a strip: what was in flight over time, and where a loop was blocked. */
export interface Overview {
  readonly endMs: number;
  /** Mean number of tasks in flight in each of equally long stretches of 0 … endMs. */
  readonly inFlight: Float32Array<ArrayBuffer>;
  /** Highest value of {@link inFlight}. */
  readonly peak: number;
  /** Non-zero where a turn of {@link BLOCKED_MS} or more ran. */
  readonly blocked: Uint8Array<ArrayBuffer>;
}

/**
 * One pass over the tasks: a task adds its share of time to the stretches it starts and ends in, and one to each
 * between, by differences. Means, not peaks: a thousand calls one after the other are one in flight, not a thousand.
 */
export function createOverview(source: Source, endMs: number, stretches: number): Overview {
  const { model } = source;
  const { tasks } = model;
  const inFlight = new Float32Array(stretches);
  const change = new Float64Array(stretches + 1);
  const share = new Float64Array(stretches);
  const scale = endMs > 0 ? stretches / endMs : 0;
  const { startMs: starts, endMs: ends, thread: threads } = tasks;
  for (let task = 0; task < tasks.length; task++) {
    const end = ends[task]!;
    const x0 = Math.min(Math.max(starts[task]! * scale, 0), stretches);
    const untilMs = Number.isNaN(end) ? source.openUntilMs(threads[task]!) : end;
    const x1 = Math.min(Math.max(untilMs * scale, x0), stretches);
    const first = Math.min(Math.floor(x0), stretches - 1);
    const last = Math.min(Math.floor(x1), stretches - 1);
    if (first === last) {
      share[first]! += x1 - x0;
      continue;
    }
    share[first]! += first + 1 - x0;
    share[last]! += x1 - last;
    change[first + 1]! += 1;
    change[last]! -= 1;
  }
  let whole = 0;
  let peak = 0;
  for (let i = 0; i < stretches; i++) {
    whole += change[i]!;
    inFlight[i] = whole + share[i]!;
    if (inFlight[i]! > peak) peak = inFlight[i]!;
  }
  return { endMs, inFlight, peak, blocked: blockedStretches(source, stretches, scale) };
}

function blockedStretches(source: Source, stretches: number, scale: number): Uint8Array<ArrayBuffer> {
  const { index, model } = source;
  const { turns } = model;
  const blocked = new Uint8Array(stretches);
  for (const at of index.busy) {
    const turn = index.turns[at]!;
    if (turns.endMs[turn]! - turns.startMs[turn]! < BLOCKED_MS) continue;
    const from = Math.max(0, Math.floor(turns.startMs[turn]! * scale));
    blocked.fill(1, from, Math.min(stretches, Math.ceil(turns.endMs[turn]! * scale)));
  }
  return blocked;
}
