/**
 * Hears of each `BroadcastChannel` as it is made, and counts its messages. A class of ours in the place of Node's would be seen; but Node
 * sets the same field on every event target that it makes, so a setter on the prototype hears of a channel, another of the port that it
 * gets, and a getter on that of the first thing that the channel does with it. By then it has joined the others of its name.
 */
import { BroadcastChannel, MessagePort } from "node:worker_threads";
import { CommonChannel, MessageFlag } from "../../format/spec.ts";
import { clockMs } from "../../runtime/clock.ts";
import { guard } from "../../runtime/faults.ts";
import { getPrototypeOf } from "../../runtime/intrinsics.ts";
import { keyOfField, readField } from "../../runtime/node-fields.ts";
import { createStamp, type Stamp } from "../../runtime/stamp.ts";
import { type BroadcastGroup, BroadcastMember, type Broadcasts } from "./broadcasts.ts";
import type { LinkRecorder, PortCounter, Sending } from "./port-counter.ts";

const { defineProperty, deleteProperty, get } = Reflect;

interface Member {
  readonly group: BroadcastGroup;
  readonly place: BroadcastMember;
  isDelivering: boolean;
}

export class BroadcastCounter implements PortCounter {
  readonly #broadcasts: Broadcasts;
  readonly #recorder: LinkRecorder;
  /** Of channels and of their ports. */
  readonly #members: Stamp<Member> = createStamp<Member>();

  constructor(broadcasts: Broadcasts, recorder: LinkRecorder) {
    this.#broadcasts = broadcasts;
    this.#recorder = recorder;
    const events = keyOfField(new EventTarget(), "kEvents");
    if (events !== undefined) this.#hearChannels(events);
  }

  of(port: object): Member | undefined {
    return this.#members.read(port);
  }

  beginSending(port: object): Sending | null {
    const { group, place } = this.of(port)!;
    const ms = clockMs();
    const end = group.begin();
    return (isSent) => {
      const places = end(isSent);
      const number = places === null ? 0 : place.sent(places);
      if (number > 0) this.#recorder.message(0, CommonChannel.Broadcast, number, ms);
    };
  }

  receive(port: object): void {
    const number = this.of(port)!.place.receive();
    if (number > 0) this.#recorder.message(MessageFlag.Received, CommonChannel.Broadcast, number, clockMs());
  }

  /** Of channels that are being made one inside another, the innermost that has its name gets the next port. */
  #hearChannels(events: symbol): void {
    const unfinished: object[] = [];
    hearOf(BroadcastChannel.prototype, events, (channel) => {
      if (unfinished.length === MOST_UNFINISHED) unfinished.shift();
      unfinished.push(channel);
    });
    hearOf(MessagePort.prototype, events, (port) => {
      const channel = unfinished.at(-1);
      const name = channel === undefined ? undefined : readField(channel, "kName");
      if (typeof name !== "string") return;
      unfinished.pop();
      this.#join(channel!, port, name);
    });
  }

  #join(channel: object, port: object, name: string): void {
    const group = this.#broadcasts.group(name);
    if (group === null) return;
    const unlock = group.lock();
    const { sent } = group;
    onFirstUse(port, "on", () => {
      const { begun } = group;
      unlock();
      const member = { group, place: new BroadcastMember(group, sent, begun), isDelivering: false };
      this.#members.write(channel, member);
      this.#members.write(port, member);
    });
  }
}

/** Channels whose names threw as they were made into text stay here until there are as many. */
const MOST_UNFINISHED = 8;

/** Calls `hear` for every object below `prototype` on which Node sets `key`, which becomes the property that it would have been. */
function hearOf(prototype: object, key: symbol, hear: (object: object) => void): void {
  defineProperty(prototype, key, {
    configurable: true,
    enumerable: false,
    set(this: object, value: unknown) {
      defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
      guard(() => hear(this), undefined);
    },
  });
}

/** Calls `use` when the method is looked up for the first time, and leaves nothing behind. */
function onFirstUse(object: object, method: string, use: () => void): void {
  const prototype = getPrototypeOf(object)!;
  defineProperty(object, method, {
    configurable: true,
    enumerable: false,
    get(this: object) {
      guard(() => {
        deleteProperty(object, method);
        use();
      }, undefined);
      return get(prototype, method, object);
    },
  });
}
