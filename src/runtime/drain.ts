/**
 * The drain worker: every 10 ms it appends to the trace file what the program's thread recorded. It is a thread of
 * its own so that a program that never returns to its event loop, or is killed, still leaves its events behind.
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Drainer, type DrainOptions, type PostedRecord } from "./drainer.ts";
import { Control } from "./ring.ts";

const PERIOD_MS = 10;

const options = workerData as DrainOptions;
const control = new Int32Array(options.memory.control);

/** The record that was received and is not written yet, so that a full disk does not lose it. */
let received: { index: number; posting: PostedRecord | null } = { index: -1, posting: null };

function take(index: number): PostedRecord | null {
  if (received.index === index) return received.posting;
  const message = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
  if (message === undefined) return null;
  received = { index, posting: message.message as PostedRecord };
  return received.posting;
}

const drainer = new Drainer(options, take);
/** Only x64 makes stores visible in order: elsewhere a record is read one look after it was published. */
const inOrder = process.arch === "x64";
let published = drainer.head();

const timer = setInterval(() => {
  if (Atomics.load(control, Control.closed) === 1) {
    clearInterval(timer);
    return;
  }
  const head = drainer.head();
  drainer.drain(inOrder ? head : published);
  published = head;
}, PERIOD_MS);
