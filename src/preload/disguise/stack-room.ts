import { guard } from "../../runtime/faults.ts";

const { apply, construct, getOwnPropertyDescriptor, set } = Reflect;

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** Of ours where a replacement calls Node's own by one of the functions below. */
const FRAMES = 2;

/**
 * Calls Node's own from a function of ours in its place, `more` frames of ours below that. Those are left out when a stack is
 * formatted, and a stack holds a limited number, so the user would see as many of his less in an error that is thrown in there: the limit is
 * raised for the length of the call, and {@link limitOf} the error says how many it may have. Not for calls that run code of the program's,
 * but for a getter of what it passes, which sees the limit.
 */
export function applyWithRoom(native: AnyFunction, self: unknown, args: readonly unknown[], more = 0): unknown {
  const limit = raise(FRAMES + more);
  try {
    return apply(native, self, args as never[]);
  } catch (error) {
    guard(() => limitTo(error, limit), undefined);
    throw error;
  } finally {
    lower(limit, FRAMES + more);
  }
}

/** The same for a class of Node's. */
export function constructWithRoom(native: AnyFunction, args: readonly unknown[], newTarget: object, more = 0): object {
  const limit = raise(FRAMES + more);
  try {
    return construct(native, args as never[], newTarget as AnyFunction) as object;
  } catch (error) {
    guard(() => limitTo(error, limit), undefined);
    throw error;
  } finally {
    lower(limit, FRAMES + more);
  }
}

const limits = new WeakMap<object, number>();
const { get: read, set: write } = WeakMap.prototype;

function limitTo(error: unknown, limit: number): void {
  if (typeof error === "object" && error !== null && !Number.isNaN(limit)) apply(write, limits, [error, limit]);
}

/** How many frames an error's stack may have that was thrown while the limit was raised; undefined for all others. */
export function limitOf(error: unknown): number | undefined {
  return typeof error === "object" && error !== null ? apply(read, limits, [error]) : undefined;
}

/** The limit before; NaN where there is none that could be raised. */
function raise(frames: number): number {
  return guard(() => {
    const limit: unknown = getOwnPropertyDescriptor(Error, "stackTraceLimit")?.value;
    if (typeof limit !== "number" || limit <= 0) return Number.NaN;
    return set(Error, "stackTraceLimit", limit + frames) ? limit : Number.NaN;
  }, Number.NaN);
}

function lower(limit: number, frames: number): void {
  guard(() => {
    // Unless the program has set another meanwhile.
    if (Error.stackTraceLimit === limit + frames) set(Error, "stackTraceLimit", limit);
  }, undefined);
}
