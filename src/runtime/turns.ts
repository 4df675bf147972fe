/**
 * The turns of the event loop, from the hooks that Node runs around every callback it makes.
 *
 * Where `createHook` knows `trackPromises: false` (24 and 26), the hooks cost nothing while promises run: 0 calls for
 * 2.4 million awaits. Node 22 ignores the option and calls them around every promise reaction, which makes a call and
 * an await 249 ns instead of 80; there turns are off, and what ends a wait is not known.
 */

import type { HookCallbacks } from "node:async_hooks";
import { CauseOf, EventKind } from "../format/spec.ts";
import type { Cause, Causes } from "./causes.ts";
import { clockMs, readClock } from "./clock.ts";
import { guard } from "./faults.ts";
import { getOwnPropertyDescriptor, getPrototypeOf, isProxy, node, objectPrototype } from "./intrinsics.ts";
import type { RingWriter } from "./ring.ts";
import { Given } from "./stamp.ts";

/** Whether `createHook` knows `trackPromises`: a version that does refuses a value that is no boolean. */
export function canSkipPromises(): boolean {
  try {
    node.createHook({ trackPromises: "?" } as never);
    return false;
  } catch {
    return true;
  }
}

export interface TurnParts {
  readonly ring: RingWriter;
  /** Gives a name its number, writing the name to the trace first. */
  readonly intern: (name: string) => number;
  /** No task is running when a turn begins. */
  readonly onTurn: () => void;
  readonly causes: Causes;
}

/** Name of a timer's class. */
const TIMER = "Timeout";
const OF_TURN = EventKind.Cause | (CauseOf.Turn << 4);
const OF_CALLBACK = EventKind.Cause | (CauseOf.Callback << 4);

/**
 * A prototype of resources that the number of their name rides on, so that a turn builds no text; 0 is no turn of its own.
 */
class Typed extends Given {
  #type: number;
  constructor(prototype: object, type: number) {
    super(prototype);
    this.#type = type;
  }
  static read(prototype: object): number | undefined {
    return #type in prototype ? (prototype as Typed).#type : undefined;
  }
}

export class Turns {
  readonly #parts: TurnParts;
  #isOn = false;
  /** The callback that opened the turn, 0 between turns. */
  #outermost = 0;
  #isRecorded = false;
  /** The resource that opened the turn. */
  #resource: object | null = null;
  #timerType = -1;
  /** Numbers of the names of callbacks within a turn. */
  readonly #callbackTypes: { [type: string]: number } = { __proto__: null } as never;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    // User code in a context of its own runs inside a turn, or right after its callback.
    new Typed(node.AsyncResource.prototype, 0);
  }

  start(): void {
    this.#isOn = true;
    node
      .createHook({
        trackPromises: false,
        init: (_asyncId: number, type: string, _trigger: number, resource: object) => this.#init(type, resource),
        before: (asyncId: number) => this.#before(asyncId),
        after: (asyncId: number) => this.#after(asyncId),
      } as HookCallbacks)
      .enable();
  }

  /** A root task is called: says which callback within the turn calls it, if one does. */
  onRoot(): void {
    // The recorder's own warm-up must not reach the trace, not even by a name.
    if (!this.#isOn) return;
    const resource = node.executionAsyncResource();
    if (resource === this.#resource) return;
    const { ring, causes } = this.#parts;
    const cause = causes.of(resource);
    if (cause === undefined || causes.isOurs(cause)) return;
    const ageMs = clockMs() - cause.scheduledMs;
    const type = this.#callbackType(causes.callbackOf(resource, cause));
    ring.putCause(ageMs, OF_CALLBACK | (type << 8), cause.by, 0);
  }

  #callbackType(type: string): number {
    this.#callbackTypes[type] ??= this.#parts.intern(type);
    return this.#callbackTypes[type];
  }

  #init(type: string, resource: object): void {
    try {
      this.#parts.causes.made(type, resource);
    } catch {
      // The end of the stack: what scheduled it stays unknown.
    }
  }

  /** Runs `make` and gives back its result; callbacks of what it makes are the recorder's, no turns of the program. */
  ignoring<T>(make: () => T): T {
    const hook = node
      .createHook({
        trackPromises: false,
        init: (_asyncId: number, _type: string, _trigger: number, resource: object) =>
          guard(() => this.#parts.causes.ignore(resource), undefined),
      } as HookCallbacks)
      .enable();
    try {
      return make();
    } finally {
      hook.disable();
    }
  }

  #before(asyncId: number): void {
    try {
      if (this.#outermost !== 0) return;
      const resource = node.executionAsyncResource();
      this.#isRecorded = false;
      this.#outermost = asyncId;
      const cause = this.#parts.causes.noted(resource);
      const type = this.#parts.causes.isOurs(cause) ? 0 : this.#typeOf(resource);
      if (type === 0) return;
      this.#parts.onTurn();
      const ms = clockMs();
      this.#parts.ring.put(EventKind.Turn, 0, type);
      this.#isRecorded = true;
      this.#resource = resource;
      if (cause !== undefined) this.#putCause(type, resource, cause, ms);
    } catch {
      this.#parts.ring.dropped += 1;
    }
  }

  #putCause(type: number, resource: object, cause: Cause, ms: number): void {
    const { ring, causes } = this.#parts;
    if (type !== this.#timerType) {
      ring.putCause(ms - cause.scheduledMs, OF_TURN, cause.by, 0);
      return;
    }
    const { askedMs, scheduledMs } = causes.ofTimer(resource, cause, ms);
    ring.putCause(ms - scheduledMs, OF_TURN, cause.by, askedMs === null ? 0 : askedMs + 1);
  }

  #after(asyncId: number): void {
    try {
      if (asyncId !== this.#outermost) return;
      this.#outermost = 0;
      this.#resource = null;
      if (!this.#isRecorded) return;
      readClock();
      this.#parts.ring.put(EventKind.TurnEnd, 0, 0);
    } catch {
      this.#parts.ring.dropped += 1;
    }
  }

  #typeOf(resource: object): number {
    if (isProxy(resource)) return 0;
    const prototype = getPrototypeOf(resource);
    // Ticks, which are half of all callbacks, run inside a turn or right after its callback, too.
    if (prototype === null || prototype === objectPrototype) return 0;
    return Typed.read(prototype) ?? this.#learn(prototype);
  }

  #learn(prototype: object): number {
    const isUserCode = prototype instanceof node.AsyncResource;
    const maker = getOwnPropertyDescriptor(prototype, "constructor")?.value;
    const name = typeof maker === "function" ? getOwnPropertyDescriptor(maker, "name")?.value : undefined;
    const type = isUserCode || typeof name !== "string" ? 0 : this.#parts.intern(name);
    new Typed(prototype, type);
    if (name === TIMER && !isUserCode) this.#timerType = type;
    return type;
  }
}
