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
 * left unknown. The awaits of a task that `next()` runs are passed over: their probes announce them.
 */
import { node } from "./intrinsics.ts";
import { readId } from "./stamp.ts";

/** The part of a task that a hidden await needs. */
export interface HiddenAwait {
  readonly id: number;
}

/** Calls of `.then` in one chain, `a.then(b).catch(c).finally(d)`, that are followed. */
const LINKS = 8;

/** `awaited` is null for a plain value. */
type OnAwaited = (task: HiddenAwait, awaited: Promise<unknown> | null) => void;

export class PromiseWatch {
  /** The last promise made in this run of code, if it has no parent. */
  own: Promise<unknown> | null = null;
  /** The task in a hidden await whose promise may not be certain yet. */
  hidden: HiddenAwait | null = null;
  /** First and last promise of the chain. */
  #first: Promise<unknown> | null = null;
  #last: Promise<unknown> | null = null;
  /** In between: the await of another task is about to be made, of this value or of the promise that wraps it. */
  #isPassing = false;
  #passed: unknown = null;
  #wrapper: Promise<unknown> | null = null;
  readonly #onAwaited: OnAwaited;
  #stop: (() => void) | null = null;
  #isOn = false;
  #tracksParents = false;
  /** The last promises with a parent, and that one. */
  readonly #made: (Promise<unknown> | null)[] = new Array(LINKS).fill(null);
  readonly #parents: (Promise<unknown> | null)[] = new Array(LINKS).fill(null);
  #at = 0;
  /** Whether any of these refers to a promise of the program. */
  #holds = false;

  /** `onAwaited` may be called more than once for one hidden await; the last call is right. */
  constructor(onAwaited: OnAwaited) {
    this.#onAwaited = onAwaited;
  }

  start(): void {
    if (this.#tracksParents) this.#startWithParents();
    else this.#startPlain();
    this.#isOn = true;
  }

  /**
   * From now on {@link parentOf} knows what `.then` was called on. The stores cost every await 3 ns, so a program without
   * a `.then` in a traced file does without them.
   */
  trackParents(): void {
    if (this.#tracksParents) return;
    this.#tracksParents = true;
    if (!this.#isOn) return;
    this.#stop?.();
    this.#startWithParents();
    // Compiled now, and not where the program may be near the end of its stack.
    new Promise<void>(ignore);
    this.own = null;
  }

  #startPlain(): void {
    this.#stop = node.promiseHooks().onInit((promise: Promise<unknown>, parent: Promise<unknown> | undefined) => {
      this.own = parent === undefined ? promise : null;
      if (this.hidden !== null) this.#follow(this.hidden, promise, parent);
    }) as () => void;
  }

  /** For good: the last promise made is not known any more. */
  stop(): void {
    this.#stop?.();
  }

  #startWithParents(): void {
    this.#stop = node.promiseHooks().onInit((promise: Promise<unknown>, parent: Promise<unknown> | undefined) => {
      this.own = parent === undefined ? promise : null;
      if (parent !== undefined) {
        this.#made[this.#at] = promise;
        this.#parents[this.#at] = parent;
        this.#at = (this.#at + 1) % LINKS;
        this.#holds = true;
      }
      if (this.hidden !== null) this.#follow(this.hidden, promise, parent);
    }) as () => void;
  }

  /** The code that ran has come to an end, or goes on after a wait: nothing that was made before it may stay alive. */
  forget(): void {
    this.own = null;
    this.hidden = null;
    if (this.#holds) this.forgetParents();
  }

  /** Nobody asks any more for {@link parentOf} what was made up to now. */
  forgetParents(): void {
    this.#holds = false;
    for (let at = 0; at < LINKS; at++) {
      this.#made[at] = null;
      this.#parents[at] = null;
    }
    if (this.hidden !== null) return;
    this.#first = null;
    this.#last = null;
    this.#passed = null;
    this.#wrapper = null;
  }

  /** The promise with an id that `promise`, made just now, is derived from over a few calls of `.then`; null for none. */
  parentOf(promise: Promise<unknown>): Promise<unknown> | null {
    let link = promise;
    for (let back = 1; back <= LINKS; back++) {
      const at = (this.#at - back + LINKS) % LINKS;
      if (this.#made[at] !== link) continue;
      const parent = this.#parents[at]!;
      if (readId(parent) !== undefined) return parent;
      link = parent;
    }
    return null;
  }

  expectHidden(task: HiddenAwait): void {
    this.hidden = task;
    this.#holds = true;
    this.#first = null;
    this.#last = null;
    this.#isPassing = false;
  }

  /** Another task awaits `value` while a hidden await is expected. */
  passAwait(value: unknown): void {
    this.#isPassing = true;
    this.#passed = value;
    this.#wrapper = null;
  }

  /** The task whose hidden await is calling `next()` right now, as {@link own} being its request shows. */
  requester(): HiddenAwait | null {
    return this.own !== null && this.own === this.#last && this.own === this.#first ? this.hidden : null;
  }

  #follow(task: HiddenAwait, promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
    try {
      if (this.#isPassing) this.#pass(promise, parent);
      else if (parent === undefined) this.#begin(promise);
      else if (this.#last === null || parent === this.#last || parent === this.#first)
        this.#report(task, promise, parent);
    } catch {
      // The end of the stack: what is awaited stays unknown.
      this.hidden = null;
    }
  }

  #pass(promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
    if (parent !== undefined && (parent === this.#passed || parent === this.#wrapper)) this.#isPassing = false;
    else this.#wrapper = promise;
  }

  #begin(promise: Promise<unknown>): void {
    if (this.#last !== null) return;
    this.#first = promise;
    this.#last = promise;
  }

  #report(task: HiddenAwait, promise: Promise<unknown>, parent: Promise<unknown>): void {
    this.#last = promise;
    // A plain value is wrapped first, in a promise whose parent is the waiting function's own.
    const isValue = readId(parent) === task.id;
    if (isValue) this.hidden = null;
    this.#onAwaited(task, isValue ? null : parent);
  }
}

function ignore(): void {}
