/**
 * Threads of a process as the program sees them: numbered without the drain worker. The numbers of workers are right for Node itself
 * where they are made (`runtime/thread-ids.ts`), so only what a worker thinks of itself is put right here, and what it tells the main thread.
 */
import workerThreads, { isMainThread } from "node:worker_threads";
import { getOwnPropertyDescriptor } from "../../runtime/intrinsics.ts";
import type { ThreadIds } from "../../runtime/thread-ids.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import { applyWithRoom } from "../disguise/stack-room.ts";
import type { Ports } from "./ports.ts";

const { defineProperty } = Reflect;

/** In every thread, once. */
export function showThreadIds(ids: ThreadIds, ports: Ports, texts: FunctionTexts): void {
  if (isMainThread) return;
  const own = workerThreads.threadId;
  showOwnThreadId(ids);
  const shown = ids.shown(own);
  replace(workerThreads, "postMessageToThread", texts, (native) => ({
    postMessageToThread(this: unknown, to: unknown, ...args: unknown[]) {
      ports.onNodesMessage = (message) => {
        setNumber(message, "source", own, shown);
        setNumber(message, "destination", STAND_IN, own);
      };
      try {
        return applyWithRoom(native, this, [standIn(to, own, shown), ...args]);
      } finally {
        ports.onNodesMessage = null;
      }
    },
  }));
}

/** Takes the place of the number that Node would take for this thread's own. */
const STAND_IN = -0.5;

/** A worker refuses to send to itself, whom it knows by the actual number; that may be the one which another thread is shown under. */
function standIn(to: unknown, own: number, shown: number): unknown {
  if (to === shown) return own;
  return to === own ? STAND_IN : to;
}

/**
 * A worker that this thread makes is registered at the main thread by what a message says. Returns the number that is shown where it stands
 * there now, and that the worker must have from then on, or else Node would look for another when it ends.
 */
export function showInRegistration(message: unknown, ids: ThreadIds): number | null {
  if (typeof message !== "object" || message === null || ids.areInHandles) return null;
  if (getOwnPropertyDescriptor(message, "type")?.value !== "registerMainThreadPort") return null;
  const number: unknown = getOwnPropertyDescriptor(message, "threadId")?.value;
  if (typeof number !== "number") return null;
  const shown = ids.shown(number);
  return setNumber(message, "threadId", number, shown) ? shown : null;
}

export function showOwnThreadId(ids: ThreadIds): void {
  defineProperty(workerThreads, "threadId", { value: ids.shown(workerThreads.threadId) });
}

function setNumber(message: unknown, key: string, from: number, to: number): boolean {
  if (typeof message !== "object" || message === null) return false;
  return getOwnPropertyDescriptor(message, key)?.value === from && defineProperty(message, key, { value: to });
}
