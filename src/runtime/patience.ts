import { clockMs } from "./clock.ts";
import { atomics } from "./intrinsics.ts";
import { Control } from "./ring-memory.ts";

/** Repeats `attempt` until it gets the lock from another thread that is writing just now; false where that takes longer than `ms`. */
export function patiently(control: Int32Array, ms: number, attempt: () => boolean): boolean {
  const deadline = clockMs() + ms;
  while (!attempt()) {
    const left = deadline - clockMs();
    if (left <= 0) return false;
    const holder = atomics.load(control, Control.lock);
    if (holder !== 0) atomics.wait(control, Control.lock, holder, left);
  }
  return true;
}
