/**
 * Numbers of the threads of a process. Node counts them as they are made, the drain worker too; the program is shown, and the trace
 * holds, the numbers without it.
 */
import { guard } from "./faults.ts";
import { defineProperty, getPrototypeOf } from "./intrinsics.ts";
import { readField } from "./node-fields.ts";

/** Node's side of a worker, from which everybody reads its `threadId`. */
export interface WorkerHandle {
  threadId: number;
  onexit?: (this: unknown, ...args: unknown[]) => unknown;
}

export interface ThreadIds {
  /** Without the drain worker. */
  shown(actual: number): number;
  /** The workers that this thread makes from now on have the number that is shown from the beginning, for Node as well; false where that cannot be. */
  showInHandles(handle: WorkerHandle): boolean;
  readonly areInHandles: boolean;
}

/** `drainThread`: Node's number of the drain worker, 0 while there is none. */
export function createThreadIds(drainThread: () => number): ThreadIds {
  const ids = {
    areInHandles: false,
    shown(actual: number): number {
      const drain = drainThread();
      return drain > 0 && actual > drain ? actual - 1 : actual;
    },
    showInHandles(handle: WorkerHandle): boolean {
      ids.areInHandles = showInHandles(handle, ids.shown);
      return ids.areInHandles;
    },
  };
  return ids;
}

/** The engine sets the number on each handle: a setter on their prototype hears of it, and makes the property that it would have been. */
function showInHandles(handle: WorkerHandle, shown: (actual: number) => number): boolean {
  return defineProperty(getPrototypeOf(handle)!, "threadId", {
    configurable: true,
    enumerable: false,
    // Node takes an error in here for its own end.
    set(this: object, actual: number) {
      const value = guard(() => shown(actual), actual);
      defineProperty(this, "threadId", { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

/** Null where Node keeps it elsewhere. */
export function handleOf(worker: object): WorkerHandle | null {
  const handle = readField(worker, "kHandle");
  return typeof handle === "object" ? (handle as WorkerHandle | null) : null;
}
