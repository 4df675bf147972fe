/**
 * What scheduled a callback: which task ran when its resource was made, and when that was. It rides on the resource in
 * a private field, so nothing is kept alive and nothing has to be forgotten.
 *
 * Promises have no such resource: where `trackPromises` is off their reactions cost nothing and tell nothing, so who
 * called `.then` is not known. AsyncLocalStorage would know, but setting it at every call and resume costs 100 ns each.
 */
import { clockMs, getOwnPropertyDescriptor, isProxy, node } from "./intrinsics.ts";
import { createStamp, type Stamp } from "./stamp.ts";

/** Of one resource, and of its next callback. */
export interface Cause {
  /** Id of the task that ran, 0 for none. */
  readonly by: number;
  /** When the callback was scheduled, NaN for ticks and microtasks: in the very turn in which they run. */
  scheduledMs: number;
  /** Name of the kind of callback. */
  readonly type: string;
}

/** Run in the turn in which they were scheduled. They are many, so that their time is not taken. */
const TICK = "TickObject";
const MICROTASK = "Microtask";
/** What all resources of the program's own are called: a name of the program's is no business of a trace. */
const OWN = "AsyncResource";

/** A timer that was set anew says so by a start that is later than its making by more than this, milliseconds. */
const REARMED_MS = 2;

function tick(by: number, type: string): Cause {
  return { by, scheduledMs: Number.NaN, type };
}

const NOBODYS_TICK = tick(0, TICK);

export class Causes {
  readonly #stamp: Stamp<Cause> = createStamp<Cause>();
  readonly #running: () => number;
  /** The event loop's clock plus this is the thread's; up to 1 ms too little, for that one counts whole milliseconds. */
  #loopOffsetMs = Number.NEGATIVE_INFINITY;

  /** `running` gives the id of the task that runs, 0 for none. */
  constructor(running: () => number) {
    this.#running = running;
  }

  /** `resource` is made now. */
  made(type: string, resource: object): void {
    if (isProxy(resource)) return;
    const by = this.#running();
    if (type === TICK) this.#stamp.set(resource, by === 0 ? NOBODYS_TICK : tick(by, type));
    else if (type === MICROTASK) this.#stamp.set(resource, tick(by, type));
    else {
      const name = resource instanceof node.AsyncResource ? OWN : type;
      this.#stamp.set(resource, { by, scheduledMs: clockMs(), type: name });
    }
  }

  of(resource: object): Cause | undefined {
    return isProxy(resource) ? undefined : this.#stamp.read(resource);
  }

  /**
   * What a timer that fires at `nowMs` was set to, whole milliseconds, null where it does not say; puts `cause` right if the timer was
   * set anew. Reads own data properties only.
   */
  ofTimer(timer: object, cause: Cause, nowMs: number): { askedMs: number | null; scheduledMs: number } {
    const asked = ownNumber(timer, "_idleTimeout");
    const start = ownNumber(timer, "_idleStart");
    let { scheduledMs } = cause;
    if (start !== null) {
      this.#loopOffsetMs = Math.max(this.#loopOffsetMs, scheduledMs - start);
      if (start + this.#loopOffsetMs > scheduledMs + REARMED_MS) scheduledMs = start + this.#loopOffsetMs;
    }
    // An interval counts from the moment before its callback.
    cause.scheduledMs = nowMs;
    return {
      askedMs: asked !== null && asked >= 0 ? Math.trunc(asked) : null,
      scheduledMs: Math.min(scheduledMs, nowMs),
    };
  }
}

function ownNumber(object: object, key: string): number | null {
  const value = getOwnPropertyDescriptor(object, key)?.value;
  return typeof value === "number" ? value : null;
}
