/**
 * The functions of the platform that recording calls, captured before the program can replace them: fake timers,
 * patched prototypes and mocked modules change nothing here. Nothing in this room may reach a method through a
 * prototype while the program runs; typed array elements, private fields and these constants are all it uses.
 */
import { AsyncResource, createHook, executionAsyncId, executionAsyncResource } from "node:async_hooks";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { getCallSites, types } from "node:util";
import { Worker } from "node:worker_threads";

export const isPromise: (value: unknown) => value is Promise<unknown> = types.isPromise;
export const isProxy: (value: unknown) => boolean = types.isProxy;
export const isMap: (value: unknown) => value is Map<unknown, unknown> = types.isMap;
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

const { getBuiltinModule } = process;

const { enable, disable } = Object.getPrototypeOf(createHook({})) as ReturnType<typeof createHook>;

/** Node's own, under names of ours: a bundle looks imports up anew at every use. */
export const node = {
  AsyncResource,
  createHook,
  /** By these, and not by its methods, a hook is known for one of ours. */
  enableHook: (hook: object): unknown => apply(enable, hook, []),
  disableHook: (hook: object): unknown => apply(disable, hook, []),
  executionAsyncId,
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

/**
 * `x instanceof OwnResource`: x is a resource of the program's own. Asks no method that the program can change, as
 * `instanceof AsyncResource` does, and the engine compiles it in.
 */
export const OwnResource = function OwnResource() {} as unknown as new () => object;
defineProperty(OwnResource, "prototype", { value: AsyncResource.prototype });

const { add, load, store, compareExchange, wait, notify } = Atomics;
export const atomics = { add, load, store, compareExchange, wait, notify } as const;
