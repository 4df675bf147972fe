/**
 * Node numbers the threads of a process in the order in which they are made, and the drain worker is one of them. The program is shown
 * the numbers without it: a worker its own, its parent that of the worker, and `postMessageToThread` takes and tells those.
 * Node itself keeps the actual ones.
 */
import { executionAsyncResource } from "node:async_hooks";
import workerThreads, { MessagePort } from "node:worker_threads";
import { guard } from "../../runtime/faults.ts";
import { getOwnPropertyDescriptor } from "../../runtime/intrinsics.ts";
import type { ThreadIds } from "../../runtime/thread-ids.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import type { Ports } from "./ports.ts";

const { apply, defineProperty } = Reflect;

/** In every thread, once. */
export function showThreadIds(ids: ThreadIds, ports: Ports, texts: FunctionTexts): void {
  const own = workerThreads.threadId;
  defineProperty(workerThreads, "threadId", { value: ids.shown(own) });
  replace(workerThreads, "postMessageToThread", texts, (native) => ({
    postMessageToThread(this: unknown, to: unknown, ...args: unknown[]) {
      ports.onNodesMessage = (message) => guard(() => showSource(message, own, ids), undefined);
      try {
        return apply(native, this, [typeof to === "number" ? ids.actual(to) : to, ...args] as never[]);
      } finally {
        ports.onNodesMessage = null;
      }
    },
  }));
}

/** Node tells the receiver who sent a message by what the message says. */
function showSource(message: unknown, own: number, ids: ThreadIds): void {
  if (typeof message !== "object" || message === null) return;
  if (getOwnPropertyDescriptor(message, "source")?.value === own)
    defineProperty(message, "source", { value: ids.shown(own) });
}

/** Node's side of a worker, from which its `threadId` is read. */
export interface WorkerHandle {
  threadId: number;
  onexit?: (this: unknown, ...args: unknown[]) => unknown;
}

/**
 * While a worker ends, Node reads the number to forget the worker by, and must find the actual one; listeners of messages that arrive
 * last run meanwhile, as a port's callback.
 */
export function showThreadIdOf(handle: WorkerHandle, isEnding: () => boolean, ids: ThreadIds): void {
  const actual = handle.threadId;
  const isNode = () => isEnding() && !(executionAsyncResource() instanceof MessagePort);
  defineProperty(handle, "threadId", {
    configurable: true,
    enumerable: true,
    get: () => guard(() => (isNode() ? actual : ids.shown(actual)), actual),
  });
}
