/**
 * What scheduled a callback: which task ran when its resource was made, and when that was. It rides on the resource in
 * a private field, so nothing is kept alive and nothing has to be forgotten.
 *
 * Promises have no such resource: where `trackPromises` is off their reactions cost nothing and tell nothing, so who
 * called `.then` is not known. AsyncLocalStorage would know, but setting it at every call and resume costs 100 ns each.
 */
import { clockMs } from "./clock.ts";
import { getOwnPropertyDescriptor, getPrototypeOf, isProxy, node, objectPrototype } from "./intrinsics.ts";
import { Given } from "./stamp.ts";

/** Of one resource, and of its next callback. */
export interface Cause {
  /** Id of the task that ran, 0 for none. */
  readonly by: number;
  /** When the callback was scheduled, NaN for ticks and microtasks: in the very turn in which they run. */
  scheduledMs: number;
  /** Name of the kind of callback, as whoever made the resource gave it. */
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
/** Of what the recorder itself has scheduled. */
const OURS = tick(0, "");

/** A resource that its cause is noted on. */
class Noted extends Given {
  #cause: Cause;
  constructor(resource: object, cause: Cause) {
    super(resource);
    this.#cause = cause;
  }
  static read(resource: object): Cause | undefined {
    return #cause in resource ? (resource as Noted).#cause : undefined;
  }
  static write(resource: object, cause: Cause): void {
    if (#cause in resource) (resource as Noted).#cause = cause;
    else new Noted(resource, cause);
  }
}

export class Causes {
  readonly #running: () => number;
  /** The event loop's clock plus this is the thread's; up to 1 ms too little, for that one counts whole milliseconds. */
  #loopOffsetMs = Number.NEGATIVE_INFINITY;

  /** `running` gives the id of the task that runs, 0 for none. */
  constructor(running: () => number) {
    this.#running = running;
  }

  /**
   * `resource` is made now. A server at full load makes ten for each request and few are ever asked for, so nothing is looked
   * at that can be looked at then, and what can be told without a stamp gets none: a tick that no task asked for.
   */
  made(type: string, resource: object): void {
    const by = this.#running();
    if (type === TICK) {
      if (by !== 0) Noted.write(resource, tick(by, TICK));
    } else if (type === MICROTASK) Noted.write(resource, tick(by, MICROTASK));
    else Noted.write(resource, { by, scheduledMs: clockMs(), type });
  }

  /** `resource` is the recorder's: its callbacks are no business of the program's. */
  ignore(resource: object): void {
    Noted.write(resource, OURS);
  }

  /** What is noted on `resource`; undefined also for a tick that no task asked for. */
  noted(resource: object): Cause | undefined {
    return Noted.read(resource);
  }

  isOurs(cause: Cause | undefined): boolean {
    return cause === OURS;
  }

  of(resource: object): Cause | undefined {
    return Noted.read(resource) ?? (isTick(resource) ? NOBODYS_TICK : undefined);
  }

  /** The name for the callbacks of `resource`, whose cause is `cause`. */
  callbackOf(resource: object, { type }: Cause): string {
    const isNodes = type === TICK || type === MICROTASK || isProxy(resource);
    return !isNodes && resource instanceof node.AsyncResource ? OWN : type;
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

/** Node makes them as plain objects, which nothing else is that it runs callbacks of. */
function isTick(resource: object): boolean {
  if (isProxy(resource) || getPrototypeOf(resource) !== objectPrototype) return false;
  return typeof getOwnPropertyDescriptor(resource, "callback")?.value === "function";
}
