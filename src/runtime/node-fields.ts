/** Fields of Node's own objects, which are under symbols that it gives to nobody: known by their descriptions, where it still has them. */
import { getOwnPropertyDescriptor } from "./intrinsics.ts";

export function keyOfField(object: object, description: string): symbol | undefined {
  const keys = Object.getOwnPropertySymbols(object);
  for (let at = 0; at < keys.length; at++) if (keys[at]!.description === description) return keys[at];
  return undefined;
}

/** Undefined for an accessor, too: nothing is called. */
export function readField(object: object, description: string): unknown {
  const key = keyOfField(object, description);
  return key === undefined ? undefined : getOwnPropertyDescriptor(object, key)?.value;
}
