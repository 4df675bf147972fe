import { getOwnPropertyDescriptor, getPrototypeOf, isProxy, objectPrototype } from "../../runtime/intrinsics.ts";

/** Reading and copying it runs nothing of the program's. */
export function isPlainData(options: object): boolean {
  if (isProxy(options)) return false;
  const prototype = getPrototypeOf(options);
  if (prototype !== null && prototype !== objectPrototype) return false;
  const keys = Reflect.ownKeys(options);
  for (let at = 0; at < keys.length; at++)
    if (!("value" in getOwnPropertyDescriptor(options, keys[at]!)!)) return false;
  return true;
}

/** A property that is plain data, so that the program does not notice that it was read. */
export function plainValue(object: unknown, key: string): unknown {
  if (typeof object !== "object" || object === null || isProxy(object)) return undefined;
  return getOwnPropertyDescriptor(object, key)?.value;
}
