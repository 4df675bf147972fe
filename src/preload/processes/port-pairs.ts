/** Counts the messages of the two ports of a channel: see ports.ts. */
import { MessageChannel, MessagePort } from "node:worker_threads";
import { MessageFlag } from "../../format/spec.ts";
import { clockMs } from "../../runtime/clock.ts";
import { guard } from "../../runtime/faults.ts";
import { getOwnPropertyDescriptor, isArray, isProxy } from "../../runtime/intrinsics.ts";
import { ownWorker } from "../../runtime/own-worker.ts";
import type { LinkRecorder, PortCounter, Sending } from "./port-counter.ts";
import type { PortState, Ports } from "./ports.ts";

const { defineProperty } = Reflect;

export function countPairs(ports: Ports, recorder: LinkRecorder): PortCounter {
  numberChannels(ports);
  return {
    of: (port) => ports.of(port),
    beginSending(port, options) {
      const state = ports.of(port)!;
      return state.end < 0 ? null : beginSending(ports, recorder, state, options);
    },
    receive: (port, moved) => receive(ports, recorder, ports.of(port)!, moved),
  };
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

function beginSending(ports: Ports, recorder: LinkRecorder, state: PortState, options: unknown): Sending {
  const ms = clockMs();
  const moving = guard(() => {
    const found = portsToMove(ports, options);
    if (found.length > 0) ports.leaveNotes(state.end, state.sent + 1, found);
    return found;
  }, []);
  return (isSent) => {
    if (!isSent) return;
    state.sent += 1;
    for (let at = 0; at < moving.length; at++) if (moving[at] !== null) moving[at]!.end = -1;
    recorder.message(0, state.end, state.sent, ms);
  };
}

/** The ports among what is to be transferred, in order; null for one that is not known. Reads only plain data. */
function portsToMove(ports: Ports, options: unknown): (PortState | null)[] {
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

/** What comes out of one end went into the other. */
function receive(ports: Ports, recorder: LinkRecorder, state: PortState, moved: unknown): void {
  if (state.end < 0) return;
  const sender = state.end % 2 === 0 ? state.end + 1 : state.end - 1;
  state.received += 1;
  recorder.message(MessageFlag.Received, sender, state.received, clockMs());
  if (isArray(moved)) ports.takeNotes(sender, state.received, moved as object[]);
}
