/**
 * Messages of `postMessageToThread`. Node wraps each in one of its own, which goes over a port of its own to the main thread and from
 * there to the thread that it is for, and with it a word of shared memory for the answer. Until there is one nobody looks
 * at that word, so it carries the message's number: what goes by counting elsewhere would not hold here, where messages are refused, and
 * lost with a thread that ends.
 *
 * What comes out is heard by a listener of ours in front of Node's, on Node's port: it has returned before the program's run.
 */

import { isMainThread, type MessagePort } from "node:worker_threads";
import { CommonChannel, MessageFlag } from "../../format/spec.ts";
import { clockMs } from "../../runtime/clock.ts";
import { guard } from "../../runtime/faults.ts";
import { atomics, isMap } from "../../runtime/intrinsics.ts";
import { readField } from "../../runtime/node-fields.ts";
import { createStamp, type Stamp } from "../../runtime/stamp.ts";
import { plainValue } from "./plain-data.ts";
import type { LinkRecorder, Sending } from "./port-counter.ts";
import type { Ports } from "./ports.ts";

const { apply } = Reflect;
const { get } = Map.prototype;

/** Of the two words of the answer the one that says what became of the message. */
const RESULT = 1;
const ANSWER_BYTES = 8;

/** What Node calls the two kinds of its messages that hold one of the program's. */
const TO_MAIN = "sendMessageToWorker";
const TO_WORKER = "receiveMessageFromWorker";

/** Node's listener on the ports that they go over. */
const NODES_LISTENER = isMainThread ? "handleMessageFromThread" : "handleMessageFromMainThread";

/** Node's list of listeners, and one of them, as far as they are of use here. */
interface ListenerList {
  next?: Listener;
}
interface Listener extends ListenerList {
  readonly listener: unknown;
  previous: unknown;
}

export class ThreadMessages {
  readonly #ports: Ports;
  readonly #recorder: LinkRecorder;
  /** Of ports out of which something came: whether it is one of Node's that such messages go over. */
  readonly #isNodes: Stamp<boolean> = createStamp<boolean>();

  constructor(ports: Ports, recorder: LinkRecorder) {
    this.#ports = ports;
    this.#recorder = recorder;
  }

  /** Null for anything but what Node sends where this thread calls `postMessageToThread`. */
  beginSending(port: object, message: unknown): Sending | null {
    // What the main thread hands on has another source.
    const isOwn = isMainThread
      ? plainValue(message, "type") === TO_WORKER && plainValue(message, "source") === 0
      : plainValue(message, "type") === TO_MAIN;
    const answer = isOwn && (this.#isNodes.read(port) ?? isNodes(listenersOf(port)?.next)) ? answerOf(message) : null;
    if (answer === null) return null;
    const ms = clockMs();
    const number = this.#ports.nextToThread();
    atomics.store(answer, RESULT, number);
    return (isSent) => {
      if (isSent) this.#recorder.message(0, CommonChannel.ToThread, number, ms);
    };
  }

  /** A message comes out of a port that is not the program's, or is not known. */
  hear(port: MessagePort): void {
    if (this.#isNodes.read(port) !== undefined) return;
    const list = listenersOf(port);
    const first = list?.next;
    this.#isNodes.write(port, isNodes(first));
    if (list === undefined || !isNodes(first)) return;
    const listener = new (first.constructor as new (...args: unknown[]) => Listener)(
      ...[port, "message", list, (message: unknown) => guard(() => this.#receive(message), undefined)],
      ...[false, false, false, true, false, false],
    );
    listener.next = first;
    first.previous = listener;
  }

  #receive(message: unknown): void {
    const isForUs = isMainThread
      ? plainValue(message, "type") === TO_MAIN && plainValue(message, "destination") === 0
      : plainValue(message, "type") === TO_WORKER;
    const answer = isForUs ? answerOf(message) : null;
    const number = answer === null ? 0 : atomics.load(answer, RESULT);
    if (number > 0) this.#recorder.message(MessageFlag.Received, CommonChannel.ToThread, number, clockMs());
  }
}

function answerOf(message: unknown): Int32Array | null {
  const memory = plainValue(message, "memory");
  return memory instanceof SharedArrayBuffer && memory.byteLength === ANSWER_BYTES ? new Int32Array(memory) : null;
}

function listenersOf(port: object): ListenerList | undefined {
  const events = readField(port, "kEvents");
  return isMap(events) ? (apply(get, events, ["message"]) as ListenerList | undefined) : undefined;
}

function isNodes(first: Listener | undefined): first is Listener {
  return typeof first?.listener === "function" && first.listener.name === NODES_LISTENER;
}
