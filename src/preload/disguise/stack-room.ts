import { guard } from "../../runtime/faults.ts";

const { apply, construct, getOwnPropertyDescriptor, set } = Reflect;

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** Of ours where a replacement calls Node's own by one of the functions below. */
const FRAMES = 2;

/**
 * Calls Node's own from a function of ours in its place, `more` frames of ours below that. Those are left out when a stack is
 * formatted, and a stack holds a limited number, so the user would see as many of his less in an error that Node throws: the limit is
 * raised for the length of the call. Not for calls that run code of the program's, but for a getter of what it passes.
 */
export function applyWithRoom(native: AnyFunction, self: unknown, args: readonly unknown[], more = 0): unknown {
  const limit = raise(FRAMES + more);
  try {
    return apply(native, self, args as never[]);
  } finally {
    lower(limit, FRAMES + more);
  }
}

/** The same for a class of Node's. */
export function constructWithRoom(native: AnyFunction, args: readonly unknown[], newTarget: object, more = 0): object {
  const limit = raise(FRAMES + more);
  try {
    return construct(native, args as never[], newTarget as AnyFunction) as object;
  } finally {
    lower(limit, FRAMES + more);
  }
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
    if (Error.stackTraceLimit === limit + frames) Error.stackTraceLimit = limit;
  }, undefined);
}
