/**
 * Messages through message ports, workers' and broadcast channels' included: what goes in is seen at `postMessage`, what comes out where
 * Node looks up how to dispatch it. Node's per-context code for a message that arrives is
 *
 *     if (typeof this[kHybridDispatch] === "function") {
 *       this[kCurrentlyReceivingPorts] = ports;
 *       return this[kHybridDispatch](data, type, undefined);
 *
 * with symbols that anyone may ask for. So the method becomes an accessor that gives the very function it was, and the
 * second look in a row is a message: no frame of ours is on the listeners' stacks, and nothing reads the message.
 */

import { executionAsyncResource } from "node:async_hooks";
import workerThreads, { MessagePort } from "node:worker_threads";
import { guard } from "../../runtime/faults.ts";
import { getOwnPropertyDescriptor } from "../../runtime/intrinsics.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import { applyWithRoom } from "../disguise/stack-room.ts";
import { BroadcastCounter } from "./broadcast-messages.ts";
import type { LinkRecorder, PortCounter, Sending } from "./port-counter.ts";
import { countPairs } from "./port-pairs.ts";
import type { Ports } from "./ports.ts";
import { ThreadMessages } from "./thread-messages.ts";

const DISPATCH = Symbol.for("nodejs.internal.kHybridDispatch");
const RECEIVING_PORTS = Symbol.for("nodejs.internal.kCurrentlyReceivingPorts");
const { defineProperty } = Reflect;

export function tracePortMessages(ports: Ports, recorder: LinkRecorder, texts: FunctionTexts): void {
  const toThreads = new ThreadMessages(ports, recorder);
  const counters = [countPairs(ports, recorder), new BroadcastCounter(ports.broadcasts, recorder)] as const;
  seeSent(counters, toThreads, ports, texts);
  seeDelivered(counters, toThreads);
  seeTaken(counters, texts);
}

function seeSent(
  counters: readonly PortCounter[],
  toThreads: ThreadMessages,
  ports: Ports,
  texts: FunctionTexts,
): void {
  const begin = (port: object, message: unknown, options: unknown): Sending | null => {
    const counter = counterOf(port, counters);
    if (counter !== undefined) return counter.beginSending(port, options);
    ports.onNodesMessage?.(message);
    return toThreads.beginSending(port, message);
  };
  replace(MessagePort.prototype, "postMessage", texts, (native) => ({
    postMessage(this: unknown, ...args: unknown[]) {
      const sending = guard(() => (isObject(this) ? begin(this, args[0], args[1]) : null), null);
      if (sending === null) return applyWithRoom(native, this, args);
      let isSent = false;
      try {
        const result = applyWithRoom(native, this, args);
        isSent = true;
        return result;
      } finally {
        guard(() => sending(isSent), undefined);
      }
    },
  }));
}

function seeDelivered(counters: readonly PortCounter[], toThreads: ThreadMessages): void {
  const holder = EventTarget.prototype;
  const descriptor = getOwnPropertyDescriptor(holder, DISPATCH);
  if (typeof descriptor?.value !== "function" || descriptor.configurable !== true) return;
  let current: unknown = descriptor.value;
  defineProperty(holder, DISPATCH, {
    configurable: true,
    enumerable: descriptor.enumerable ?? false,
    get(this: object) {
      guard(() => look(this as MessagePort), undefined);
      return current;
    },
    set(this: object, value: unknown) {
      if (this === holder) current = value;
      else defineProperty(this, DISPATCH, { value, writable: true, enumerable: true, configurable: true });
    },
  });

  /** Events that the program itself dispatches on a port look once; from outside the port's own turn they are passed by. */
  function look(port: MessagePort): void {
    if (executionAsyncResource() !== port) return;
    const counter = counterOf(port, counters);
    if (counter === undefined) toThreads.hear(port);
    else if (isSecondLook(counter.of(port)!)) counter.receive(port, (port as never)[RECEIVING_PORTS]);
  }
}

/** `receiveMessageOnPort` takes a message without a turn. Which ports came with it the program alone sees. */
function seeTaken(counters: readonly PortCounter[], texts: FunctionTexts): void {
  replace(workerThreads, "receiveMessageOnPort", texts, (native) => ({
    receiveMessageOnPort(this: unknown, port: unknown) {
      const result = applyWithRoom(native, this, [port]) as { message: unknown } | undefined;
      if (result !== undefined) {
        guard(() => counterOf(port as object, counters)?.receive(port as object, undefined), undefined);
      }
      return result;
    },
  }));
}

function isSecondLook(state: { isDelivering: boolean }): boolean {
  state.isDelivering = !state.isDelivering;
  return !state.isDelivering;
}

/** Undefined for a port whose messages nobody counts. */
function counterOf(port: object, counters: readonly PortCounter[]): PortCounter | undefined {
  for (let at = 0; at < counters.length; at++) if (counters[at]!.of(port) !== undefined) return counters[at];
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
