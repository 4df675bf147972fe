/** Whether iterating something, as a combinator does, runs nothing but the platform's own code. Asked without running any. */
import { types } from "node:util";
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isArray,
  isProxy,
  isSet,
  promisePrototype,
} from "./intrinsics.ts";

/** A property of the platform by which a combinator reaches code, and what stood there at first. */
interface Way {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly first: unknown;
}

function ways(holder: object, ...keys: readonly PropertyKey[]): readonly Way[] {
  return keys.map((key) => ({ holder, key, first: standing(holder, key) }));
}

function standing(holder: object, key: PropertyKey): unknown {
  const descriptor = getOwnPropertyDescriptor(holder, key);
  return descriptor?.value ?? descriptor?.get;
}

const { iterator, species } = Symbol;
const ofArrays = getPrototypeOf([].values())!;
const ofMaps = getPrototypeOf(new Map().values())!;
const ofSets = getPrototypeOf(new Set().values())!;
const iterating = {
  array: [...ways(Array.prototype, iterator), ...ways(ofArrays, "next")],
  map: [...ways(getPrototypeOf(ofMaps)!, iterator), ...ways(ofMaps, "next")],
  set: [...ways(Set.prototype, iterator), ...ways(ofSets, "next")],
};
/** The iterators of maps and sets, each its own iterator. */
const iterators = [
  { prototype: ofMaps, all: iterating.map, is: types.isMapIterator },
  {
    prototype: ofSets,
    all: [...ways(getPrototypeOf(ofSets)!, iterator), ...ways(ofSets, "next")],
    is: types.isSetIterator,
  },
];
const combining = [
  ...ways(Promise, "all", "allSettled", "race", "any", "resolve", species),
  ...ways(promisePrototype, "then", "constructor"),
];

function isChanged(all: readonly Way[]): boolean {
  for (let at = 0; at < all.length; at++) {
    const { holder, key, first } = all[at]!;
    if (standing(holder, key) !== first) return true;
  }
  return false;
}

/** Whether the program has changed what the platform's combinators call of promises. */
export const changed = (): boolean => isChanged(combining);

/**
 * Whether iterating an array or set runs nothing but the platform's code, which gives out its elements one by one. An array
 * of another realm is taken at its word unless its class has an iterator of its own.
 */
export function isPlain(iterable: unknown): iterable is unknown[] | Set<unknown> {
  const holder = isArray(iterable) || isSet(iterable) ? iteratorsHolder(iterable) : null;
  if (holder === Array.prototype) return isArray(iterable) && !isChanged(iterating.array);
  if (holder === Set.prototype) return isSet(iterable) && !isChanged(iterating.set);
  return holder !== iterable && isArray(holder);
}

/** Whether going on with an iterator runs nothing but the platform's code. */
export function isQuiet(iterable: unknown): boolean {
  for (let at = 0; at < iterators.length; at++) {
    const { prototype, all, is } = iterators[at]!;
    if (typeof iterable !== "object" || iterable === null || !is(iterable)) continue;
    if (getPrototypeOf(iterable) !== prototype || isChanged(all)) return false;
    return !hasOwn(iterable, "next") && !hasOwn(iterable, iterator) && !hasOwn(prototype, iterator);
  }
  return false;
}

function iteratorsHolder(object: object): object | null {
  for (let at: object | null = object; at !== null; at = getPrototypeOf(at)) {
    if (isProxy(at)) return null;
    if (hasOwn(at, iterator)) return at;
  }
  return null;
}
