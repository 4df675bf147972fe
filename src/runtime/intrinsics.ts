/**
 * The functions of the platform that recording calls, captured before the program can replace them: fake timers,
 * patched prototypes and mocked modules change nothing here. Nothing in this room may reach a method through a
 * prototype while the program runs; typed array elements, private fields and these constants are all it uses.
 */
import { AsyncResource, createHook, executionAsyncResource } from "node:async_hooks";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { getCallSites, types } from "node:util";
import { Worker } from "node:worker_threads";

/** Milliseconds of this thread's monotonic clock. A bound function costs what the bare clock does: 42 ns of 42. */
export const clockMs: () => number = performance.now.bind(performance);

export const isPromise: (value: unknown) => value is Promise<unknown> = types.isPromise;
export const isProxy: (value: unknown) => boolean = types.isProxy;
export const isSet: (value: unknown) => value is Set<unknown> = types.isSet;
export const isArray: (value: unknown) => value is unknown[] = Array.isArray;
export const hasOwn: (object: object, key: PropertyKey) => boolean = Object.hasOwn;
export const objectPrototype: object = Object.prototype;
export const getPrototypeOf: (object: object) => object | null = Reflect.getPrototypeOf;
export const getOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor;
export const defineProperty = Reflect.defineProperty;

export const asIntN: (bits: number, number: bigint) => bigint = BigInt.asIntN;

const { apply } = Reflect;
const { sort } = Float64Array.prototype;
/** In place, ascending. */
export const sortNumbers = (numbers: Float64Array): Float64Array => apply(sort, numbers, []);

const { forEach } = Set.prototype;
export const forEachOf = (set: Set<unknown>, visit: (member: unknown) => void): void => apply(forEach, set, [visit]);

export const promisePrototype: object = Promise.prototype;

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

const { getBuiltinModule } = process;

/** Node's own, under names of ours: a bundle looks imports up anew at every use. */
export const node = {
  AsyncResource,
  createHook,
  executionAsyncResource,
  closeSync,
  fstatSync,
  openSync,
  readSync,
  writeSync,
  Worker,
  /** Loaded when recording begins: `node:v8` takes 1–3 ms that a process without a traced file need not spend. */
  promiseHooks: () => getBuiltinModule("node:v8").promiseHooks,
  setInterval,
  hrtime: process.hrtime.bigint,
  apply: Reflect.apply,
  getCallSites,
} as const;

const { add, load, store, compareExchange, wait, notify } = Atomics;
export const atomics = { add, load, store, compareExchange, wait, notify } as const;
