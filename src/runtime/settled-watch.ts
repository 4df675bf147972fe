/**
 * The ends of the few functions whose body must not be wrapped, learnt from the settling of their own promise. The
 * hook runs for every promise of the program and costs 150–250 ns each, so it is on only once such a function ran.
 */
import { node } from "./intrinsics.ts";
import { createStamp, type Stamp } from "./stamp.ts";

export class SettledWatch<T> {
  readonly #tasks: Stamp<T> = createStamp<T>();
  readonly #onEnd: (task: T) => void;
  #on = false;

  /** `onEnd` runs once for each watched promise, when it settles. */
  constructor(onEnd: (task: T) => void) {
    this.#onEnd = onEnd;
  }

  watch(promise: Promise<unknown>, task: T): void {
    this.#tasks.write(promise, task);
    if (this.#on) return;
    this.#on = true;
    node.promiseHooks().onSettled((settled: Promise<unknown>) => {
      const ended = this.#tasks.read(settled);
      if (ended !== undefined) this.#onEnd(ended);
    });
  }
}
