/**
 * Which message port is which end of which channel. A message must not carry anything of ours, so both sides count: the
 * n-th message that goes into one end is the n-th that comes out of the other, for ports deliver in order and lose
 * nothing while they live. A pair of ports gets a number when it is made. A port that moves to another thread is a new
 * object there: who sends it leaves a note in memory that all threads of the process share, under the message it
 * moves with. A port that `structuredClone` made is not known.
 */
import { createStamp, type Stamp } from "../../runtime/stamp.ts";
import { BROADCAST_BYTES, Broadcasts } from "./broadcasts.ts";

/** A port in this thread. */
export interface PortState {
  /** Twice the channel's number, and 0 or 1 for its end; -1 once the port has moved away. */
  end: number;
  /** Messages that went into this port so far, and that came out of it, also in the threads it was in before. */
  sent: number;
  received: number;
  /** The loop's delivery of a message has begun: see port-messages.ts. */
  isDelivering: boolean;
}

const NOTES = 1024;
/** Words of a note: end and number of the message, position among its ports; end, sent and received of the port. */
const NOTE_WORDS = 6;
const FIRST_NOTE = 4;
const NOTE_BYTES = (FIRST_NOTE + NOTES * NOTE_WORDS) * 4;
const { add, load } = Atomics;

export class Ports {
  /**
   * Shared by all threads of the process: the last channel's number, how many notes were left, the number of the last message to a
   * thread, how many threads have come, the notes, and what {@link Broadcasts} know.
   */
  readonly memory: SharedArrayBuffer;
  readonly broadcasts: Broadcasts;
  /** Channels that are made now are for what Node says to its own threads, and none of the program's. */
  areNodesOwn = false;
  /** Hears of what goes into a port that is not known, which may be Node's own; null for nobody. */
  onNodesMessage: ((message: unknown) => void) | null = null;
  readonly #words: Uint32Array;
  readonly #states: Stamp<PortState> = createStamp<PortState>();

  constructor(memory: SharedArrayBuffer | null) {
    this.memory = memory ?? new SharedArrayBuffer(NOTE_BYTES + BROADCAST_BYTES);
    this.#words = new Uint32Array(this.memory, 0, NOTE_BYTES / 4);
    this.broadcasts = new Broadcasts(this.memory, NOTE_BYTES, add(this.#words, 3, 1) + 1);
  }

  /** Undefined for what is no port that is known. */
  of(port: object): PortState | undefined {
    return this.#states.read(port);
  }

  /** What was thought of the port before is wrong. */
  know(port: object, end: number, sent = 0, received = 0): void {
    const state = this.of(port);
    if (state === undefined) this.#states.write(port, { end, sent, received, isDelivering: false });
    else state.end = end;
  }

  /** A number for a new channel. */
  next(): number {
    return add(this.#words, 0, 1) + 1;
  }

  /** A number for a message of `postMessageToThread`. */
  nextToThread(): number {
    return add(this.#words, 2, 1) + 1;
  }

  /** `ports` (null for those that are not known) are about to move with message `number` of those that go into `end`. */
  leaveNotes(end: number, number: number, ports: readonly (PortState | null)[]): void {
    ports.forEach((port, position) => {
      if (port === null || port.end < 0) return;
      const note = FIRST_NOTE + (add(this.#words, 1, 1) % NOTES) * NOTE_WORDS;
      const words = [end, number, position, port.end, port.sent, port.received];
      words.forEach((word, at) => {
        this.#words[note + at] = word;
      });
    });
  }

  /** `ports` came with message `number` of those that went into `end`. */
  takeNotes(end: number, number: number, ports: readonly object[]): void {
    ports.forEach((port, position) => {
      const note = this.#find(end, number, position);
      const words = this.#words;
      if (note >= 0) this.know(port, words[note + 3]!, words[note + 4]!, words[note + 5]!);
    });
  }

  /** The newest note, for a number is used again when a message could not be sent; -1 for none. */
  #find(end: number, number: number, position: number): number {
    const words = this.#words;
    const newest = load(words, 1) - 1;
    for (let index = newest; index >= Math.max(0, newest - NOTES + 1); index--) {
      const note = FIRST_NOTE + (index % NOTES) * NOTE_WORDS;
      if (words[note] === end && words[note + 1] === number && words[note + 2] === position) return note;
    }
    return -1;
  }
}
