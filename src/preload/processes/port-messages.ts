/**
 * Messages through message ports, workers' included: what goes in is seen at `postMessage`, what comes out where Node
 * looks up how to dispatch it. Node's per-context code for a message that arrives is
 *
 *     if (typeof this[kHybridDispatch] === "function") {
 *       this[kCurrentlyReceivingPorts] = ports;
 *       return this[kHybridDispatch](data, type, undefined);
 *
 * with symbols that anyone may ask for. So the method becomes an accessor that gives the very function it was, and the
 * second look in a row is a message: no frame of ours is on the listeners' stacks, and nothing reads the message.
 */

import { executionAsyncResource } from "node:async_hooks";
import workerThreads, { MessageChannel, MessagePort } from "node:worker_threads";
import { MessageFlag } from "../../format/spec.ts";
import { clockMs } from "../../runtime/clock.ts";
import { guard } from "../../runtime/faults.ts";
import { getOwnPropertyDescriptor, isArray, isProxy } from "../../runtime/intrinsics.ts";
import { ownWorker } from "../../runtime/own-worker.ts";
import type { Recorder } from "../../runtime/recorder.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import { applyWithRoom } from "../disguise/stack-room.ts";
import type { PortState, Ports } from "./ports.ts";

export type LinkRecorder = Pick<Recorder, "started" | "message">;

const DISPATCH = Symbol.for("nodejs.internal.kHybridDispatch");
const RECEIVING_PORTS = Symbol.for("nodejs.internal.kCurrentlyReceivingPorts");
const { defineProperty } = Reflect;

export function tracePortMessages(ports: Ports, recorder: LinkRecorder, texts: FunctionTexts): void {
  numberChannels(ports);
  seeSent(ports, recorder, texts);
  seeDelivered(ports, recorder);
  seeTaken(ports, recorder, texts);
}

/**
 * Whoever makes a channel, Node sets its two ports on it: a setter on the prototype hears of them, and makes the very
 * properties they would have been.
 */
function numberChannels(ports: Ports): void {
  let channel = 0;
  (["port1", "port2"] as const).forEach((name, end) => {
    defineProperty(MessageChannel.prototype, name, {
      configurable: true,
      enumerable: false,
      set(this: object, port: object) {
        defineProperty(this, name, { value: port, writable: true, enumerable: true, configurable: true });
        guard(() => {
          if (ownWorker.isBeingMade || ports.areNodesOwn || typeof port !== "object" || port === null) return;
          if (end === 0) channel = ports.next();
          ports.know(port, channel * 2 + end);
        }, undefined);
      },
    });
  });
}

function seeSent(ports: Ports, recorder: LinkRecorder, texts: FunctionTexts): void {
  replace(MessagePort.prototype, "postMessage", texts, (native) => ({
    postMessage(this: unknown, ...args: unknown[]) {
      const sending = guard(() => beginSending(ports, this, args[1]), null);
      if (sending === null) guard(() => ports.onNodesMessage?.(args[0]), undefined);
      const result = applyWithRoom(native, this, args);
      if (sending !== null) guard(() => endSending(recorder, sending), undefined);
      return result;
    },
  }));
}

interface Sending {
  readonly state: PortState;
  readonly ms: number;
  readonly moving: readonly (PortState | null)[];
}

/** Null where nobody counts. */
function beginSending(ports: Ports, port: unknown, options: unknown): Sending | null {
  const state = typeof port === "object" && port !== null ? ports.of(port) : undefined;
  if (state === undefined || state.end < 0) return null;
  const ms = clockMs();
  const moving = guard(() => {
    const found = portsToMove(ports, options);
    if (found.length > 0) ports.leaveNotes(state.end, state.sent + 1, found);
    return found;
  }, []);
  return { state, ms, moving };
}

function endSending(recorder: LinkRecorder, { state, ms, moving }: Sending): void {
  state.sent += 1;
  for (let at = 0; at < moving.length; at++) if (moving[at] !== null) moving[at]!.end = -1;
  recorder.message(0, state.end, state.sent, ms);
}

/** The ports among what is to be transferred, in order; null for one that is not known. Reads only plain data. */
export function portsToMove(ports: Ports, options: unknown): (PortState | null)[] {
  if (typeof options !== "object" || options === null || isProxy(options)) return [];
  const list: unknown = isArray(options) ? options : getOwnPropertyDescriptor(options, "transfer")?.value;
  return portsInList(ports, list);
}

/** As {@link portsToMove}, of a `transferList`. */
export function portsInList(ports: Ports, list: unknown): (PortState | null)[] {
  if (!isArray(list) || isProxy(list)) return [];
  const found: (PortState | null)[] = [];
  for (let index = 0; index < list.length; index++) {
    const item: unknown = getOwnPropertyDescriptor(list, index)?.value;
    if (typeof item === "object" && item !== null && !isProxy(item) && item instanceof MessagePort) {
      found[found.length] = ports.of(item) ?? null;
    }
  }
  return found;
}

function seeDelivered(ports: Ports, recorder: LinkRecorder): void {
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
    const state = ports.of(port);
    if (state === undefined || executionAsyncResource() !== port) return;
    state.isDelivering = !state.isDelivering;
    if (!state.isDelivering) receive(ports, recorder, state, (port as never)[RECEIVING_PORTS]);
  }
}

/** `receiveMessageOnPort` takes a message without a turn. Which ports came with it the program alone sees. */
function seeTaken(ports: Ports, recorder: LinkRecorder, texts: FunctionTexts): void {
  replace(workerThreads, "receiveMessageOnPort", texts, (native) => ({
    receiveMessageOnPort(this: unknown, port: unknown) {
      const result = applyWithRoom(native, this, [port]) as { message: unknown } | undefined;
      if (result !== undefined) {
        guard(() => {
          const state = ports.of(port as object);
          if (state !== undefined) receive(ports, recorder, state, undefined);
        }, undefined);
      }
      return result;
    },
  }));
}

/** What comes out of one end went into the other. */
function receive(ports: Ports, recorder: LinkRecorder, state: PortState, moved: unknown): void {
  if (state.end < 0) return;
  const sender = state.end % 2 === 0 ? state.end + 1 : state.end - 1;
  state.received += 1;
  recorder.message(MessageFlag.Received, sender, state.received, clockMs());
  if (isArray(moved)) ports.takeNotes(sender, state.received, moved as object[]);
}
