/**
 * What the promise hooks tell: the promise an async function has just been given, and the promise that a hidden await
 * (of `for await`, of disposals) waits for.
 *
 * V8 makes an async function's own promise right before its parameters and body run, and an async generator's request
 * promise right before its body runs or goes on. Neither has a parent. Every await makes a throwaway promise whose
 * parent is the awaited one.
 *
 * A hidden await comes right after its probe with at most the iterator's `next()` in between. If `next()` makes a
 * promise at once, as every async function and generator does, then what it returns is this promise, or is derived
 * from it step by step (`.then`); if it makes none before the throwaway appears, then the parent of that is what it
 * returned. So following one chain of promises from the probe gives the awaited promise, and what does not fit is
 * left unknown.
 */
import { promiseHooks } from "node:v8";
import { readId } from "./stamp.ts";

/** The part of a task that a hidden await needs. */
export interface HiddenAwait {
  readonly id: number;
}

/** `awaited` is null for a plain value. */
type OnAwaited = (task: HiddenAwait, awaited: Promise<unknown> | null) => void;

export class PromiseWatch {
  /** The last promise made in this run of code, if it has no parent. */
  own: Promise<unknown> | null = null;
  /** The task in a hidden await whose promise may not be certain yet. */
  hidden: HiddenAwait | null = null;
  #chain: Promise<unknown> | null = null;
  /** The first promise of the chain, while it is the whole chain. */
  #request: Promise<unknown> | null = null;
  readonly #onAwaited: OnAwaited;

  /** `onAwaited` may be called more than once for one hidden await; the last call is right. */
  constructor(onAwaited: OnAwaited) {
    this.#onAwaited = onAwaited;
  }

  start(): void {
    promiseHooks.onInit((promise: Promise<unknown>, parent: Promise<unknown> | undefined) => {
      this.own = parent === undefined ? promise : null;
      if (this.hidden !== null) this.#follow(this.hidden, promise, parent);
    });
  }

  expectHidden(task: HiddenAwait): void {
    this.hidden = task;
    this.#chain = null;
    this.#request = null;
  }

  /** The task whose hidden await is calling `next()` right now, as {@link own} being its request shows. */
  requester(): HiddenAwait | null {
    return this.own !== null && this.own === this.#request ? this.hidden : null;
  }

  #follow(task: HiddenAwait, promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
    try {
      if (parent === undefined) {
        if (this.#chain !== null) return;
        this.#chain = promise;
        this.#request = promise;
      } else if (this.#chain === null || this.#chain === parent) {
        this.#chain = promise;
        this.#request = null;
        // A plain value is wrapped first, in a promise whose parent is the waiting function's own.
        const isValue = readId(parent) === task.id;
        if (isValue) this.hidden = null;
        this.#onAwaited(task, isValue ? null : parent);
      }
    } catch {
      // The end of the stack: what is awaited stays unknown.
      this.hidden = null;
    }
  }
}
