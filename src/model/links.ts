import { MessageFlag, type StarterRecord } from "../format/spec.ts";
import type { Moment, Tables } from "./tables.ts";

/** One end of a channel: messages of which one side has been told, by number. */
type Halves = Map<number, number>;

/**
 * What leads from one thread to another: who started it, and messages. The two sides of a link arrive in any order,
 * since every thread writes when it likes; what has found its other side is forgotten, but for broadcasts, which may find more.
 */
export class Links {
  readonly #tables: Tables;
  readonly #sent = new Map<string, Halves>();
  readonly #received = new Map<string, Halves>();
  /** All rows of each broadcast, by process and number. */
  readonly #broadcasts = new Map<string, number[]>();
  readonly #starts = new Map<string, number>();
  /** Threads whose Started event has not been seen yet. */
  readonly #waiting = new Map<string, number[]>();
  readonly #setStartedBy: (thread: number, start: number) => void;

  constructor(tables: Tables, setStartedBy: (thread: number, start: number) => void) {
    this.#tables = tables;
    this.#setStartedBy = setStartedBy;
  }

  /** `thread` says who started it. */
  addThread(thread: number, starter: StarterRecord): void {
    const key = startKey(starter);
    const start = this.#starts.get(key);
    if (start !== undefined) this.#setStartedBy(thread, start);
    else this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), thread]);
  }

  started(kind: number, starter: StarterRecord, { thread, task, turn, ms }: Moment): void {
    const key = startKey(starter);
    const row = this.#tables.starts.add(kind, thread, task, turn, ms);
    this.#starts.set(key, row);
    for (const waiting of this.#waiting.get(key) ?? []) this.#setStartedBy(waiting, row);
    this.#waiting.delete(key);
  }

  /** `channel` is the same text on both sides. */
  message(flags: number, channel: string, number: number, moment: Moment): void {
    const isReceived = (flags & MessageFlag.Received) !== 0;
    const { messages } = this.#tables;
    const others = halves(isReceived ? this.#sent : this.#received, channel);
    let row = others.get(number);
    if (row === undefined) {
      row = messages.add((flags & MessageFlag.Ipc) !== 0);
      halves(isReceived ? this.#received : this.#sent, channel).set(number, row);
    } else others.delete(number);
    if (isReceived) messages.setReceived(row, moment);
    else messages.setSent(row, moment);
  }

  /** Message `number` of the process `pid`: a row for each that got it, each with the sender's half. */
  broadcast(flags: number, pid: number, number: number, moment: Moment): void {
    const { messages } = this.#tables;
    const isReceived = (flags & MessageFlag.Received) !== 0;
    const message = `${pid}:${number}`;
    const rows = this.#broadcasts.get(message) ?? [];
    const lacking = rows.filter((row) => (isReceived ? messages.toThread : messages.fromThread)[row]! < 0);
    if (lacking.length === 0) {
      const row = messages.add(false);
      if (isReceived && rows.length > 0) messages.copySent(rows[0]!, row);
      lacking.push(row);
      rows.push(row);
      this.#broadcasts.set(message, rows);
    }
    if (isReceived) messages.setReceived(lacking[0]!, moment);
    else for (const row of lacking) messages.setSent(row, moment);
  }
}

function startKey({ pid, thread, number }: StarterRecord): string {
  return `${pid}:${thread}:${number}`;
}

function halves(all: Map<string, Halves>, channel: string): Halves {
  let found = all.get(channel);
  if (found === undefined) {
    found = new Map();
    all.set(channel, found);
  }
  return found;
}
