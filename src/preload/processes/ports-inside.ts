/** The message ports in a value that is cloned, in an order that is the same for the value and its clone. */
import { types } from "node:util";
import { MessagePort } from "node:worker_threads";
import { getOwnPropertyDescriptor, isMap, isProxy, isSet } from "../../runtime/intrinsics.ts";

/** How many objects are looked at. */
const LOOKED_AT = 1000;

/** Null where it cannot be told: too many objects, or one that runs code of the program's when it is read. */
export function portsInside(value: unknown): MessagePort[] | null {
  const found: MessagePort[] = [];
  const seen = new Set<object>();
  const todo: unknown[] = [value];
  while (todo.length > 0) {
    const next = todo.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    if (isProxy(next) || seen.size === LOOKED_AT) return null;
    seen.add(next);
    if (next instanceof MessagePort) found.push(next);
    else if (!addParts(next, todo)) return null;
  }
  return found;
}

/** Returns whether all of them are plain data. What else such an object has is not cloned. */
function addParts(object: object, parts: unknown[]): boolean {
  if (isMap(object)) for (const [key, value] of entries(object)) parts.push(key, value);
  else if (isSet(object)) for (const value of values(object)) parts.push(value);
  else if (!hasNoParts(object)) return addProperties(object, parts);
  return true;
}

function hasNoParts(object: object): boolean {
  return (
    ArrayBuffer.isView(object) ||
    isNativeError(object) ||
    isDate(object) ||
    isRegExp(object) ||
    isBoxedPrimitive(object)
  );
}

function addProperties(object: object, parts: unknown[]): boolean {
  for (const key of Object.keys(object)) {
    const property = getOwnPropertyDescriptor(object, key)!;
    if (!("value" in property)) return false;
    parts.push(property.value);
  }
  return true;
}

const { isBoxedPrimitive, isDate, isNativeError, isRegExp } = types;
const { apply } = Reflect;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;
const entries = (map: object): MapIterator<[unknown, unknown]> => apply(mapEntries, map, []);
const values = (set: object): SetIterator<unknown> => apply(setValues, set, []);
