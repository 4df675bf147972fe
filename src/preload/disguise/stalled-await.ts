/**
 * A program whose top-level await can never end gets a warning with the waiting line in it, printed by C++ after
 * `beforeExit`. That moment is known by C++ itself looking up `process.emit`, with no JavaScript below, while a module
 * still waits.
 */

import util from "node:util";
import { guard } from "../../runtime/faults.ts";
import { type Probes, State, type Task } from "../../runtime/task.ts";
import type { Excerpts } from "./fatal.ts";

/** As it is before it is replaced. */
const { getCallSites } = util;

/** The probes, with an eye on modules that have begun and not ended. */
export function watchStalledAwaits(probes: Probes, excerpts: Excerpts): Probes {
  const modules: Task[] = [];
  const onEmit = () => {
    if (modules.every(({ state }) => state === State.Ended)) return;
    if (getCallSites(FRAMES).length > OWN_FRAMES) return;
    excerpts.arm();
    // Should a listener give the loop more to do, this ends what was armed; by itself it keeps nothing alive.
    setImmediate(() => guard(() => excerpts.disarm(), undefined)).unref();
  };
  return {
    ...probes,
    t(site) {
      const task = probes.t(site);
      guard(() => {
        if (modules.length === 0) watchReads(Object.getPrototypeOf(process), "emit", onEmit);
        modules.push(task);
      }, undefined);
      return task;
    },
  };
}

/** This file's frames when C++ reads the property: {@link watchReads}' getter and `onEmit`. */
const OWN_FRAMES = 2;
const FRAMES = OWN_FRAMES + 1;

/** Keeps what the property is, and whoever watches it already. */
function watchReads(holder: object, key: string, onRead: () => void): void {
  const descriptor = Reflect.getOwnPropertyDescriptor(holder, key);
  if (!descriptor?.configurable) return;
  const { get, set, enumerable = false } = descriptor;
  let value: unknown = descriptor.value;
  Reflect.defineProperty(holder, key, {
    configurable: true,
    enumerable,
    get(this: unknown) {
      try {
        onRead();
      } catch {
        // The warning shows the line as it runs.
      }
      return get === undefined ? value : Reflect.apply(get, this, []);
    },
    set(this: unknown, replacement: unknown) {
      if (set === undefined) value = replacement;
      else Reflect.apply(set, this, [replacement]);
    },
  });
}
