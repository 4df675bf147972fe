/**
 * Node takes a detour where a hook is enabled, as ours is, or an AsyncLocalStorage is in use: what `queueMicrotask` is given, and on
 * Node 26 what waits for the end of a stream, is then run by a resource, two or three frames deeper and with another
 * `executionAsyncId()`. Where our hook is the only reason, such a resource gets a method of its own, which runs the callback as it would
 * have run and by whose frame stacks know what to leave out.
 */
import { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, node } from "./intrinsics.ts";
import { keyOfField } from "./node-fields.ts";

/** How many hooks the program has enabled, and whatever else there is but the recorder. */
export interface HookUsers {
  count: number;
  /** Those of them that are called around callbacks. */
  around: number;
  /** The recorder's own hook, once it is on: Node tracks promises until no hook is on at all. */
  own: object | null;
}

export interface HookDetours {
  /** To be told of every resource that is made. */
  made(type: string, resource: object): void;
  /** The microtask that is running on such a way; null for none. */
  running(): object | null;
}

/** Name of the method, as frames have it. */
export const DETOUR = "runInAsyncScope";

const { apply } = Reflect;
const textOf = Function.prototype.toString;
const { includes } = String.prototype;
const { queueMicrotask: queue } = globalThis;
const { [DETOUR]: native } = node.AsyncResource.prototype;

export function createHookDetours(users: HookUsers): HookDetours {
  /** Where Node keeps the context that a resource was made in; undefined while none was seen. */
  let contextKey: symbol | undefined;
  let running: object | null = null;

  // Written out: V8 takes the names in frames from the source.
  const { runInAsyncScope: runMicrotask } = {
    runInAsyncScope(
      this: object,
      callback: (...args: unknown[]) => unknown,
      self: unknown,
      ...args: unknown[]
    ): unknown {
      // A resource of the program's own may call itself so.
      if (!isNodes(this)) return apply(native, this, [callback, self, ...args] as never);
      const before = running;
      running = this;
      try {
        return apply(callback, self, args);
      } finally {
        running = before;
      }
    },
  };
  const { runInAsyncScope: runOther } = {
    runInAsyncScope: (callback: (...args: unknown[]) => unknown, self: unknown, ...args: unknown[]): unknown =>
      apply(callback, self, args),
  };

  const microtasks: Detour = { run: runMicrotask, taker: () => queue, isTaken: null };
  const streamEnds: Detour = {
    run: runOther,
    taker: () => process.getBuiltinModule("node:stream").finished,
    isTaken: null,
  };

  function isInContext(resource: object): boolean {
    contextKey ??= keyOfField(resource, "context_frame");
    return contextKey === undefined || getOwnPropertyDescriptor(resource, contextKey)?.value !== undefined;
  }

  return {
    made(type, resource) {
      const detour = type === "Microtask" ? microtasks : type === "STREAM_END_OF_STREAM" ? streamEnds : null;
      if (detour === null || users.count > 0 || !isTakenForHooks(detour)) return;
      if (getPrototypeOf(resource) !== node.AsyncResource.prototype || isInContext(resource)) return;
      defineProperty(resource, DETOUR, { value: detour.run, configurable: true });
      // Nobody heard of it, so nobody is to hear of its end.
      defineProperty(resource, "emitDestroy", { value: nothing, configurable: true });
    },
    running: () => running,
  };
}

function nothing(): void {}

interface Detour {
  readonly run: object;
  /** Node's function that takes it. */
  readonly taker: () => object;
  isTaken: boolean | null;
}

/** Older versions go that way in any case. */
function isTakenForHooks(detour: Detour): boolean {
  detour.isTaken ??= apply(includes, apply(textOf, detour.taker(), []), ["enabledHooksExist"]);
  return detour.isTaken;
}

/** Node gives its microtasks their callback when they have been made. */
function isNodes(resource: object): boolean {
  return hasOwn(resource, "callback");
}
