import { clockMs } from "./clock.ts";
import { atomics } from "./intrinsics.ts";

/**
 * Repeats `attempt` until it gets the lock at `word`, 0 while it is free, from another thread that has it just now; false where that takes
 * longer than `ms`.
 */
export function patiently(words: Int32Array, word: number, ms: number, attempt: () => boolean): boolean {
  const deadline = clockMs() + ms;
  while (!attempt()) {
    const left = deadline - clockMs();
    if (left <= 0) return false;
    const holder = atomics.load(words, word);
    if (holder !== 0) atomics.wait(words, word, holder, left);
  }
  return true;
}
