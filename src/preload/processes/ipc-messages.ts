/**
 * Messages between a process and one that it started, over the channel that `fork` and `stdio: "ipc"` make. Both sides
 * count, as with ports. Sent ones are seen at `send`; received ones where Node asks, in a tick of its own, whether
 * anyone listens: it looks up `listenerCount`, so that becomes an accessor which gives what was there. What Node's own
 * protocols send (`cmd: "NODE_…"`) is passed by on both sides.
 */

import { executionAsyncResource } from "node:async_hooks";
import { MessageFlag } from "../../format/spec.ts";
import { clockMs } from "../../runtime/clock.ts";
import { guard } from "../../runtime/faults.ts";
import { getOwnPropertyDescriptor, getPrototypeOf, isArray, isProxy } from "../../runtime/intrinsics.ts";
import { createStamp, type Stamp } from "../../runtime/stamp.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import { applyWithRoom } from "../disguise/stack-room.ts";
import { plainValue } from "./plain-data.ts";
import type { LinkRecorder } from "./port-counter.ts";

/** The channel as one of its sides sees it. */
interface Channel {
  /** For messages from this side, and to it; the end is the lowest bit. */
  readonly out: number;
  readonly in: number;
  sent: number;
  received: number;
  lastTick: object | null;
}

const { defineProperty } = Reflect;
const INTERNAL = "NODE_";

export class IpcMessages {
  readonly #recorder: LinkRecorder;
  readonly #texts: FunctionTexts;
  readonly #channels: Stamp<Channel> = createStamp<Channel>();

  constructor(recorder: LinkRecorder, texts: FunctionTexts) {
    this.#recorder = recorder;
    this.#texts = texts;
  }

  /** The channel to whoever started this process, if there is one. */
  traceParent(): void {
    if (typeof process.send !== "function") return;
    this.#trace(process, 1, 0);
    this.#seeReceived(getPrototypeOf(process)!);
  }

  /** Once, before {@link traceChild}. */
  traceChildren(prototype: object): void {
    this.#seeReceived(prototype);
  }

  /** `child` has been started; `number` is its Started event's. */
  traceChild(child: object, number: number): void {
    if (typeof getOwnPropertyDescriptor(child, "send")?.value !== "function") return;
    this.#trace(child, number * 2, number * 2 + 1);
  }

  #trace(target: object, out: number, into: number): void {
    if (this.#channels.read(target) !== undefined) return;
    const channel: Channel = { out, in: into, sent: 0, received: 0, lastTick: null };
    this.#channels.write(target, channel);
    const connectedMs = () => ((target as { connected?: boolean }).connected === true ? clockMs() : null);
    const sent = (message: unknown, ms: number) => this.#sent(channel, message, ms);
    replace(target, "send", this.#texts, (native) => ({
      send(this: unknown, ...args: unknown[]) {
        const ms = this === target ? guard(connectedMs, null) : null;
        const result = applyWithRoom(native, this, args);
        if (ms !== null) guard(() => sent(args[0], ms), undefined);
        return result;
      },
    }));
  }

  #sent(channel: Channel, message: unknown, ms: number): void {
    if (isInternal(message)) return;
    channel.sent += 1;
    this.#recorder.message(MessageFlag.Ipc, channel.out, channel.sent, ms);
  }

  #seeReceived(holder: object): void {
    if (getOwnPropertyDescriptor(holder, "listenerCount") !== undefined) return;
    const base = getPrototypeOf(holder)!;
    const see = (target: object) => guard(() => this.#look(target), undefined);
    const { get } = Reflect;
    defineProperty(holder, "listenerCount", {
      configurable: true,
      enumerable: false,
      get(this: object) {
        see(this);
        return get(base, "listenerCount", this);
      },
      set(this: object, value: unknown) {
        defineProperty(this, "listenerCount", { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }

  #look(target: object): void {
    const channel = this.#channels.read(target);
    if (channel === undefined) return;
    const tick = executionAsyncResource();
    // Listeners run in the same tick, and may ask as well.
    if (tick === channel.lastTick || !deliversMessage(tick)) return;
    channel.lastTick = tick;
    channel.received += 1;
    this.#recorder.message(MessageFlag.Ipc | MessageFlag.Received, channel.in, channel.received, clockMs());
  }
}

/** Node's `process.nextTick(emit, "message", message, handle)`. */
function deliversMessage(tick: object): boolean {
  if (isProxy(tick)) return false;
  const args: unknown = getOwnPropertyDescriptor(tick, "args")?.value;
  const callback: unknown = getOwnPropertyDescriptor(tick, "callback")?.value;
  return isArray(args) && args[0] === "message" && typeof callback === "function" && callback.name === "emit";
}

function isInternal(message: unknown): boolean {
  const command = plainValue(message, "cmd");
  return (
    typeof command === "string" && command.length > INTERNAL.length && command.slice(0, INTERNAL.length) === INTERNAL
  );
}
