import { EventKind } from "../format/spec.ts";
import { readClock } from "./clock.ts";
import { getOwnPropertyDescriptor, isPromise, isProxy } from "./intrinsics.ts";
import type { PromiseWatch } from "./promise-watch.ts";
import type { RingWriter } from "./ring.ts";
import { ON_UNKNOWN } from "./ring-memory.ts";
import { readId, writeId } from "./stamp.ts";
import { mayBeThenable } from "./thenable.ts";

/** The ids of one thread's tasks, groups and futures, which share one row of numbers from 1. */
export class Objects {
  #last = 0;
  readonly #ring: RingWriter;

  constructor(ring: RingWriter) {
    this.#ring = ring;
  }

  /** Numbers from 1 again. Only while nothing is in the trace. */
  rewind(): void {
    this.#last = 0;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Says that `promise` is the task's or group's `id`, unless it is known as something else's. */
  own(promise: object | null, id: number): void {
    if (promise === null) return;
    try {
      // Not asked first: that costs every call 10 ns, and hardly ever is there something.
      writeId(promise, id);
    } catch (error) {
      if (readId(promise) === undefined) throw error;
    }
  }

  /** The id that `value` is known by; undefined for what has none. */
  idOf(value: unknown): number | undefined {
    return typeof value === "object" && value !== null ? readId(value) : undefined;
  }

  /** What awaiting `value` waits on, as in a record: 0 for a plain value, {@link ON_UNKNOWN}, or an id. The clock shows now. */
  awaited(value: unknown): number {
    return this.idOf(value) ?? this.unknown(value);
  }

  /** As {@link awaited}, of what {@link idOf} does not know. */
  unknown(value: unknown): number {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return 0;
    if (isPromise(value)) return this.#future(value);
    return mayBeThenable(value) ? ON_UNKNOWN : 0;
  }

  /** `value` was made by an expression of the program: a promise that nothing knows yet is a future from now on. */
  made(site: number, value: unknown, watch: PromiseWatch, read: () => void): void {
    const promise = isPromise(value) ? value : resolversPromise(value);
    if (promise === null || readId(promise) !== undefined) return;
    const parent = watch.parentOf(promise);
    const from = parent === null ? undefined : readId(parent);
    watch.forgetParents();
    const id = this.next();
    writeId(promise, id);
    read();
    this.#ring.put(EventKind.Made | (site << 8), id, from ?? 0);
  }

  /**
   * Says what the hidden await that `task` is in is for; null is a plain value. Its time means nothing, but by the clock the ring
   * sees whether its drain must be called.
   */
  identify(task: number, awaited: object | null): void {
    readClock();
    this.#ring.put(EventKind.WaitsOn, task, awaited === null ? 0 : this.awaited(awaited));
  }

  #future(promise: object): number {
    const id = this.next();
    writeId(promise, id);
    this.#ring.put(EventKind.Future, id, 0);
    return id;
  }
}

/** The promise of what `Promise.withResolvers()` gives: an own data property, so that nothing runs. */
function resolversPromise(value: unknown): Promise<unknown> | null {
  if (typeof value !== "object" || value === null || isProxy(value)) return null;
  const promise = getOwnPropertyDescriptor(value, "promise")?.value;
  return isPromise(promise) ? promise : null;
}
