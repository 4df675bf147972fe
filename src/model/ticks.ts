import { TICKS_PER_MS } from "../format/spec.ts";

/** `ms` in ticks. */
export function toTicks(ms: number): number {
  return Math.round(ms * TICKS_PER_MS);
}

/** `ms` to the tick. Sums of times go through it, for a sum's last bit would put an end before its start. */
export function wholeTicks(ms: number): number {
  return toTicks(ms) / TICKS_PER_MS;
}
