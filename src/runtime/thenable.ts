import { getPrototypeOf, hasOwn, isProxy } from "./intrinsics.ts";

/**
 * Whether `await` might wait for `object`, which is no native promise: it has a `then`, or is a proxy and cannot be
 * asked. Runs no getter and no trap.
 */
export function mayBeThenable(object: object): boolean {
  for (let at: object | null = object; at !== null; at = getPrototypeOf(at)) {
    if (isProxy(at) || hasOwn(at, "then")) return true;
  }
  return false;
}
