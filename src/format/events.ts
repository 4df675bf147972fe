import { EventKind, MAX_CLOCK_MS, TICKS_PER_MS } from "./spec.ts";

/**
 * What {@link decodeEvents} calls, once per event and in order. `ticks` count from the chunk's base; ids are this
 * thread's own. Plain numbers, and no object per event: a trace has millions.
 */
export interface EventSink {
  /** `baseMs` is on the thread's own clock. */
  begin(baseMs: number): void;
  /** `parent` is 0 for a root. */
  call(ticks: number, task: number, site: number, parent: number): void;
  end(ticks: number, task: number, outcome: number): void;
  /** `on` is -1 for a plain value, 0 for an object that is not known, else its id. */
  suspend(ticks: number, task: number, site: number, on: number): void;
  resume(ticks: number, task: number, outcome: number): void;
  turn(ticks: number, type: number): void;
  turnEnd(ticks: number): void;
  /** The first `count` entries of `members` are ids, 0 for an unknown one; the array is used again for the next group. */
  group(ticks: number, id: number, site: number, kind: number, members: Int32Array, count: number): void;
  future(ticks: number, id: number, site: number): void;
  settle(ticks: number, id: number, outcome: number): void;
  /** What the wait that `task` is in is for, where its suspend said 0; `on` as there. Its time means nothing. */
  waitsOn(ticks: number, task: number, on: number): void;
  /** Message `number` (from 1) of those that went into one end of a channel; `flags` are MessageFlag bits. */
  message(ticks: number, flags: number, channel: number, number: number): void;
  /** A worker or process is about to be started; `number` is this thread's count of them. */
  started(ticks: number, kind: number, number: number): void;
  /**
   * What scheduled the callback that begins: `by` is 0 where no task did; `ageTicks` before `ticks`, -1 where that is not
   * known; `askedMs` is -1 where no time was asked for.
   */
  cause(ticks: number, of: number, type: number, by: number, ageTicks: number, askedMs: number): void;
  /** `from` is 0 where the promise is derived from none that is known. */
  made(ticks: number, id: number, site: number, from: number): void;
  /** The task returns a promise that its own will follow; `on` as in suspend. */
  follows(ticks: number, task: number, site: number, on: number): void;
}

const BASE_BYTES = 8;
/** A tag and a time. */
const MIN_EVENT_BYTES = 2;
/** Ids and site numbers are positive signed 32-bit numbers. */
const MAX_ID = 0x7fff_ffff;
/** Channels hold their end in the lowest bit. */
const MAX_UINT32 = 0xffff_ffff;
/** Outcomes and group kinds are two bits; readers ignore the other two flag bits. */
const FLAG_MASK = 3;

/** The bytes make no sense from here on. Never leaves this file. */
class Damage extends Error {}

/**
 * Decodes the events of a chunk's payload into `sink`. Returns true when it held exactly `eventCount` sound events,
 * else false: the events before the first unsound one have been delivered.
 */
export function decodeEvents(payload: Uint8Array, eventCount: number, sink: EventSink): boolean {
  if (payload.length < BASE_BYTES + eventCount * MIN_EVENT_BYTES) return false;
  const baseMs = new DataView(payload.buffer, payload.byteOffset, BASE_BYTES).getFloat64(0, true);
  if (!(baseMs >= 0 && baseMs <= MAX_CLOCK_MS)) return false;
  sink.begin(baseMs);
  const cursor = new Cursor(payload, BASE_BYTES);
  try {
    for (let event = 0; event < eventCount; event++) decodeEvent(cursor, sink);
  } catch (error) {
    if (error instanceof Damage) return false;
    throw error;
  }
  return cursor.at === payload.length;
}

function decodeEvent(cursor: Cursor, sink: EventSink): void {
  const tag = cursor.byte();
  const flags = (tag >>> 4) & FLAG_MASK;
  const ticks = cursor.advance();
  switch (tag & 15) {
    case EventKind.Call:
      decodeCall(cursor, sink, ticks);
      break;
    case EventKind.End:
      sink.end(ticks, cursor.object(), flags);
      break;
    case EventKind.Suspend:
      decodeSuspend(cursor, sink, ticks);
      break;
    case EventKind.Resume:
      sink.resume(ticks, cursor.object(), flags);
      break;
    case EventKind.Turn:
      sink.turn(ticks, cursor.id());
      break;
    case EventKind.TurnEnd:
      sink.turnEnd(ticks);
      break;
    case EventKind.Group:
      decodeGroup(cursor, sink, ticks, flags);
      break;
    case EventKind.Future:
      sink.future(ticks, cursor.object(), cursor.id());
      break;
    case EventKind.Settle:
      sink.settle(ticks, cursor.object(), flags);
      break;
    case EventKind.WaitsOn: {
      const task = cursor.object();
      sink.waitsOn(ticks, task, cursor.awaited(task));
      break;
    }
    case EventKind.Message:
      sink.message(ticks, flags, cursor.uint32(), cursor.uint32());
      break;
    case EventKind.Started:
      sink.started(ticks, flags & 1, cursor.uint32());
      break;
    case EventKind.Cause:
      sink.cause(ticks, flags & 1, cursor.id(), cursor.id(), cursor.uint() - 1, cursor.uint() - 1);
      break;
    case EventKind.Made: {
      const id = cursor.object();
      const site = cursor.id();
      sink.made(ticks, id, site, Math.max(0, cursor.awaited(id)));
      break;
    }
    case EventKind.Follows: {
      const task = cursor.object();
      const site = cursor.id();
      sink.follows(ticks, task, site, cursor.awaited(task));
      break;
    }
    default:
      throw new Damage();
  }
}

function decodeCall(cursor: Cursor, sink: EventSink, ticks: number): void {
  const task = cursor.object();
  const site = cursor.id();
  const parent = cursor.uint();
  sink.call(ticks, task, site, parent === 0 ? 0 : cursor.sound(task - parent));
}

function decodeSuspend(cursor: Cursor, sink: EventSink, ticks: number): void {
  const task = cursor.object();
  const site = cursor.id();
  sink.suspend(ticks, task, site, cursor.awaited(task));
}

function decodeGroup(cursor: Cursor, sink: EventSink, ticks: number, kind: number): void {
  const id = cursor.object();
  const site = cursor.id();
  const count = cursor.uint();
  if (count > cursor.left) throw new Damage();
  const members = cursor.room(count);
  for (let member = 0; member < count; member++) members[member] = cursor.sound(id + unzigzag(cursor.uint()));
  sink.group(ticks, id, site, kind, members, count);
}

/** Signed number of a zigzag-coded one: 0, -1, 1, -2, 2, … */
function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Reads a payload front to back, with what the deltas of a chunk count from. */
class Cursor {
  at: number;
  readonly #bytes: Uint8Array;
  #ticks = 0;
  #object = 0;
  #members = new Int32Array(16);

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  byte(): number {
    if (this.at >= this.#bytes.length) throw new Damage();
    return this.#bytes[this.at++]!;
  }

  /** An LEB128 varint of at most 53 bits. */
  uint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    const second = this.byte();
    if (second < 0x80) return (first & 0x7f) | (second << 7);
    return this.#longUint((first & 0x7f) | ((second & 0x7f) << 7));
  }

  /** Factors, not shifts: times need more than 32 bits. */
  #longUint(low: number): number {
    let value = low;
    for (let factor = 2 ** 14; factor <= 2 ** 49; factor *= 2 ** 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw new Damage();
        return value;
      }
    }
    throw new Damage();
  }

  /** The event's time, ticks from the chunk's base. */
  advance(): number {
    const ticks = this.#ticks + this.uint();
    if (ticks > MAX_CLOCK_MS * TICKS_PER_MS) throw new Damage();
    this.#ticks = ticks;
    return ticks;
  }

  /** An id that is a delta against the last one read here. */
  object(): number {
    this.#object = this.sound(this.#object + unzigzag(this.uint()));
    return this.#object;
  }

  id(): number {
    return this.sound(this.uint());
  }

  uint32(): number {
    const value = this.uint();
    if (value > MAX_UINT32) throw new Damage();
    return value;
  }

  /** What `task` waits on: see {@link EventSink.suspend}. */
  awaited(task: number): number {
    const on = this.uint();
    return on === 0 ? -1 : this.sound(task + unzigzag(on - 1));
  }

  /** `id` when it can be one; everything else is damage. */
  sound(id: number): number {
    if (id < 0 || id > MAX_ID) throw new Damage();
    return id;
  }

  room(count: number): Int32Array {
    if (count > this.#members.length) this.#members = new Int32Array(count);
    return this.#members;
  }
}
