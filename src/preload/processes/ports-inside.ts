/** The message ports in a value that is cloned, in an order that is the same for the value and its clone. */
import { types } from "node:util";
import { getOwnPropertyDescriptor, isArray, isMap, isProxy, isSet } from "../../runtime/intrinsics.ts";

/** How many objects, and values in them, are looked at. */
const LOOKED_AT = 1000;

/** Null where it cannot be told: too many of them, or one that runs code of the program's when it is read. */
export function portsInside(value: unknown, isPort: (object: object) => boolean): object[] | null {
  const found: object[] = [];
  const seen = new Set<object>();
  const todo: unknown[] = [value];
  while (todo.length > 0) {
    const next = todo.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    if (isProxy(next) || seen.size === LOOKED_AT) return null;
    seen.add(next);
    if (isPort(next)) found.push(next);
    else if (isTooLarge(next, todo.length) || !addParts(next, todo)) return null;
  }
  return found;
}

function isTooLarge(object: object, waiting: number): boolean {
  const size = isArray(object)
    ? object.length
    : isMap(object)
      ? sizeOfMap(object)
      : isSet(object)
        ? sizeOfSet(object)
        : 0;
  return size + waiting > LOOKED_AT;
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
const sizeOf = (prototype: object) => getOwnPropertyDescriptor(prototype, "size")!.get as () => number;
const mapSize = sizeOf(Map.prototype);
const setSize = sizeOf(Set.prototype);
const sizeOfMap = (map: object): number => apply(mapSize, map, []);
const sizeOfSet = (set: object): number => apply(setSize, set, []);
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;
const entries = (map: object): MapIterator<[unknown, unknown]> => apply(mapEntries, map, []);
const values = (set: object): SetIterator<unknown> => apply(setValues, set, []);
