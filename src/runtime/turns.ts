/**
 * The turns of the event loop, from the hooks that Node runs around every callback it makes.
 *
 * Where `createHook` knows `trackPromises: false` (24 and 26), the hooks cost nothing while promises run: 0 calls for
 * 2.4 million awaits. Node 22 ignores the option and calls them around every promise reaction, which makes a call and
 * an await 249 ns instead of 80; there turns are off, and what ends a wait is not known.
 */

import type { HookCallbacks } from "node:async_hooks";
import { CauseOf, EventKind } from "../format/spec.ts";
import { type Cause, type Causes, LEARN } from "./causes.ts";
import { clockMs, readClock, shownMs } from "./clock.ts";
import { guard } from "./faults.ts";
import type { HookDetours, HookUsers } from "./hook-detours.ts";
import { getOwnPropertyDescriptor, getPrototypeOf, isProxy, node, OwnResource, objectPrototype } from "./intrinsics.ts";
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
  readonly detours: HookDetours;
  readonly users: HookUsers;
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

export interface Turns {
  start(): void;
  /** A root task is called: says which callback within the turn calls it, if one does. */
  onRoot(): void;
  /** Runs `make` and gives back its result; callbacks of what it makes are the recorder's, no turns of the program. */
  ignoring<T>(make: () => T): T;
}

/**
 * Ten or twenty callbacks go with each request of a server, so what they share is asked first: a resource that its cause is
 * noted on tells its kind, and a kind its turn. Its prototype, which costs a call into the engine, is asked for where the
 * kind is new, has several classes or is the program's own; a tick of nobody's, which is half of all callbacks, is known by its number.
 */
export function createTurns({ ring, intern, onTurn, causes, detours, users }: TurnParts): Turns {
  const { put } = ring;
  const { made, isNobodysTick, noted, ofTimer } = causes;
  const { executionAsyncId, executionAsyncResource } = node;
  const { Turn, TurnEnd } = EventKind;
  let isOn = false;
  /** The callback that opened the turn, 0 between turns. */
  let outermost = 0;
  let isRecorded = false;
  let timerType = LEARN;
  /** Numbers of the names of callbacks within a turn. */
  const callbackTypes: { [type: string]: number } = { __proto__: null } as never;
  // User code in a context of its own runs inside a turn, or right after its callback.
  new Typed(node.AsyncResource.prototype, 0);

  function callbackType(type: string): number {
    callbackTypes[type] ??= intern(type);
    return callbackTypes[type];
  }

  function init(asyncId: number, type: string, _trigger: number, resource: object): void {
    try {
      made(asyncId, type, resource);
      detours.made(type, resource);
    } catch {
      // The end of the stack: what scheduled it stays unknown.
    }
  }

  function before(asyncId: number): void {
    try {
      if (outermost !== 0) return;
      isRecorded = false;
      outermost = asyncId;
      // Ticks run inside a turn or right after its callback.
      if (isNobodysTick(asyncId)) return;
      const resource = executionAsyncResource();
      const cause = noted(asyncId, resource);
      const type = cause === undefined ? typeOf(resource) : turnOf(cause, resource);
      if (type !== 0) open(type, resource, cause);
    } catch {
      ring.dropped += 1;
    }
  }

  function turnOf({ kind }: Cause, resource: object): number {
    const { turn } = kind;
    if (turn === 0 || (turn > 0 && !(resource instanceof OwnResource))) return turn;
    const type = typeOf(resource);
    if (turn === LEARN && type !== 0) kind.turn = type;
    return type;
  }

  function open(type: number, resource: object, cause: Cause | undefined): void {
    onTurn();
    readClock();
    put(Turn, 0, type);
    isRecorded = true;
    if (cause !== undefined) putCause(type, resource, cause);
  }

  function putCause(type: number, resource: object, cause: Cause): void {
    const ms = shownMs();
    if (type !== timerType) {
      ring.putCause(ms - cause.scheduledMs, OF_TURN, cause.by, 0);
      return;
    }
    const { askedMs, scheduledMs } = ofTimer(resource, cause, ms);
    ring.putCause(ms - scheduledMs, OF_TURN, cause.by, askedMs === null ? 0 : askedMs + 1);
  }

  function after(asyncId: number): void {
    try {
      if (asyncId !== outermost) return;
      outermost = 0;
      if (!isRecorded) return;
      isRecorded = false;
      readClock();
      put(TurnEnd, 0, 0);
    } catch {
      ring.dropped += 1;
    }
  }

  function typeOf(resource: object): number {
    if (isProxy(resource)) return 0;
    const prototype = getPrototypeOf(resource);
    if (prototype === null || prototype === objectPrototype) return 0;
    return Typed.read(prototype) ?? learn(prototype);
  }

  function learn(prototype: object): number {
    const isUserCode = prototype instanceof OwnResource;
    const maker = getOwnPropertyDescriptor(prototype, "constructor")?.value;
    const name = typeof maker === "function" ? getOwnPropertyDescriptor(maker, "name")?.value : undefined;
    const type = isUserCode || typeof name !== "string" ? 0 : intern(name);
    new Typed(prototype, type);
    if (name === TIMER && !isUserCode) timerType = type;
    return type;
  }

  return {
    start() {
      isOn = true;
      users.own = node.createHook({ trackPromises: false, init, before, after } as HookCallbacks);
      node.enableHook(users.own);
    },

    onRoot() {
      // The recorder's own warm-up must not reach the trace, not even by a name.
      if (!isOn) return;
      const microtask = detours.running();
      if (microtask === null && isRecorded && executionAsyncId() === outermost) return;
      const resource = microtask ?? executionAsyncResource();
      const cause = causes.of(resource);
      if (!cause) return;
      const ageMs = clockMs() - cause.scheduledMs;
      const type = callbackType(causes.callbackOf(resource, cause));
      ring.putCause(ageMs, OF_CALLBACK | (type << 8), cause.by, 0);
    },

    ignoring(make) {
      const hook = node.createHook({
        trackPromises: false,
        init: (_asyncId: number, _type: string, _trigger: number, resource: object) =>
          guard(() => causes.ignore(resource), undefined),
      } as HookCallbacks);
      node.enableHook(hook);
      try {
        return make();
      } finally {
        node.disableHook(hook);
      }
    },
  };
}
