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
