/**
 * Writes the trace format: whole chunks, ready to be appended to a file with one write each.
 * Every chunk stands alone: the event encoder starts afresh in each, so a lost chunk damages no other.
 */
import { crc32 } from "./crc.ts";
import type {
  CauseOf,
  EndRecord,
  ExitRecord,
  GroupKind,
  LossRecord,
  NamesRecord,
  Outcome,
  SitesRecord,
  StartedKind,
  StartRecord,
} from "./spec.ts";
import { CHUNK_MAGIC, ChunkKind, EventKind, FORMAT_VERSION, HEADER_BYTES, Header, TICKS_PER_MS } from "./spec.ts";

/** What a chunk's header says about its writer. */
export interface ChunkOrigin {
  readonly pid: number;
  /** 0 for the main thread. */
  readonly thread: number;
  /** Chunks this thread wrote before this one. */
  readonly sequence: number;
  /** Events this thread has lost so far. */
  readonly droppedEvents: number;
}

/** The record of each kind of JSON chunk. */
export interface JsonRecords {
  readonly [ChunkKind.Start]: StartRecord;
  readonly [ChunkKind.Sites]: SitesRecord;
  readonly [ChunkKind.End]: EndRecord;
  readonly [ChunkKind.Loss]: LossRecord;
  readonly [ChunkKind.Names]: NamesRecord;
  readonly [ChunkKind.Exit]: ExitRecord;
}
export type JsonChunkKind = keyof JsonRecords;

/** Taken when this file is loaded: it runs in other people's programs, which may replace them. */
const { stringify } = JSON;
const { isArray } = Array;
const { keys } = Object;
const utf8 = new TextEncoder();

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** As `JSON.stringify`, which would also call any `toJSON` that the program has put on a prototype. */
function toJson(value: Json): string {
  if (typeof value !== "object" || value === null) return stringify(value);
  let text = "";
  if (isArray(value)) {
    for (let index = 0; index < value.length; index++) text += `${index === 0 ? "" : ","}${toJson(value[index])}`;
    return `[${text}]`;
  }
  const record = value as { readonly [key: string]: Json };
  const names = keys(record);
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!;
    text += `${index === 0 ? "" : ","}${stringify(name)}:${toJson(record[name]!)}`;
  }
  return `{${text}}`;
}

/** A whole chunk that holds `record` as JSON. */
export function encodeJsonChunk<K extends JsonChunkKind>(
  kind: K,
  record: JsonRecords[K],
  origin: ChunkOrigin,
): Uint8Array {
  const payload = utf8.encode(toJson(record as unknown as Json));
  const chunk = new Uint8Array(HEADER_BYTES + payload.length);
  chunk.set(payload, HEADER_BYTES);
  writeHeader(chunk, kind, origin, 0);
  return chunk;
}

/** Fills in the header of `chunk`, whose payload already follows it up to the end. */
function writeHeader(chunk: Uint8Array, kind: ChunkKind, origin: ChunkOrigin, eventCount: number): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, HEADER_BYTES);
  view.setUint32(Header.magic, CHUNK_MAGIC, true);
  view.setUint16(Header.version, FORMAT_VERSION, true);
  view.setUint16(Header.kind, kind, true);
  view.setUint32(Header.payloadBytes, chunk.length - HEADER_BYTES, true);
  view.setUint32(Header.pid, origin.pid, true);
  view.setUint32(Header.thread, origin.thread, true);
  view.setUint32(Header.sequence, origin.sequence, true);
  view.setUint32(Header.droppedEvents, origin.droppedEvents, true);
  view.setUint32(Header.eventCount, eventCount, true);
  view.setUint32(Header.payloadCrc, crc32(chunk, HEADER_BYTES, chunk.length), true);
  view.setUint32(Header.headerCrc, crc32(chunk, 0, Header.headerCrc), true);
}

/** A time of the thread's clock in whole ticks, the unit that events are subtracted in. */
export function toTicks(ms: number): number {
  return Math.round(ms * TICKS_PER_MS);
}

/** Most bytes that one event can take, without the members of a group. */
export const MAX_EVENT_BYTES = 40;
export const MAX_MEMBER_BYTES = 5;

/**
 * Encodes the events of one chunk after another into one buffer of its own. Times are milliseconds of the thread's
 * clock. Callers check {@link room} before each event.
 */
export class EventEncoder {
  #bytes: Uint8Array;
  #view: DataView;
  #at = HEADER_BYTES;
  #count = 0;
  #ticks = 0;
  #id = 0;

  /** `capacity` bounds the chunk, header included, in bytes; a group that is larger by itself makes it grow. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes that are still free. */
  get room(): number {
    return this.#bytes.length - this.#at;
  }

  /** Size of the chunk so far, header included. */
  get bytes(): number {
    return this.#at;
  }

  get count(): number {
    return this.#count;
  }

  /** Forgets the events since the last {@link finish}. */
  reset(): void {
    this.#at = HEADER_BYTES;
    this.#count = 0;
  }

  call(ms: number, task: number, site: number, parent: number): void {
    this.#begin(EventKind.Call, 0, ms);
    this.#object(task);
    this.#varint(site);
    this.#varint(parent === 0 ? 0 : task - parent);
  }

  end(ms: number, task: number, outcome: Outcome): void {
    this.#begin(EventKind.End, outcome, ms);
    this.#object(task);
  }

  /** `on` is null for a plain value, 0 for something unknown, else the id of a task, group or future. */
  suspend(ms: number, task: number, site: number, on: number | null): void {
    this.#begin(EventKind.Suspend, 0, ms);
    this.#object(task);
    this.#varint(site);
    this.#varint(on === null ? 0 : 1 + zigzag(on - task));
  }

  resume(ms: number, task: number, outcome: Outcome): void {
    this.#begin(EventKind.Resume, outcome, ms);
    this.#object(task);
  }

  turn(ms: number, type: number): void {
    this.#begin(EventKind.Turn, 0, ms);
    this.#varint(type);
  }

  turnEnd(ms: number): void {
    this.#begin(EventKind.TurnEnd, 0, ms);
  }

  /** `memberAt(i)` gives the id of member `i`. */
  group(
    ms: number,
    id: number,
    site: number,
    kind: GroupKind,
    memberCount: number,
    memberAt: (index: number) => number,
  ): void {
    this.#reserve(MAX_EVENT_BYTES + memberCount * MAX_MEMBER_BYTES);
    this.#begin(EventKind.Group, kind, ms);
    this.#object(id);
    this.#varint(site);
    this.#varint(memberCount);
    for (let index = 0; index < memberCount; index++) this.#varint(zigzag(memberAt(index) - id));
  }

  future(ms: number, id: number, site: number): void {
    this.#begin(EventKind.Future, 0, ms);
    this.#object(id);
    this.#varint(site);
  }

  settle(ms: number, id: number, outcome: Outcome): void {
    this.#begin(EventKind.Settle, outcome, ms);
    this.#object(id);
  }

  /** `on` as in {@link suspend}. */
  waitsOn(ms: number, task: number, on: number | null): void {
    this.#begin(EventKind.WaitsOn, 0, ms);
    this.#object(task);
    this.#varint(on === null ? 0 : 1 + zigzag(on - task));
  }

  /** `flags` are MessageFlag bits; `channel` holds the end in its lowest bit. */
  message(ms: number, flags: number, channel: number, number: number): void {
    this.#begin(EventKind.Message, flags, ms);
    this.#varint(channel);
    this.#varint(number);
  }

  started(ms: number, kind: StartedKind, number: number): void {
    this.#begin(EventKind.Started, kind, ms);
    this.#varint(number);
  }

  /**
   * What scheduled the callback that has just begun, `ageTicks` (-1: not known) before. Its own time is that of the
   * event before it. `asked` is null or whole milliseconds.
   */
  cause(of: CauseOf, type: number, by: number, ageTicks: number, asked: number | null): void {
    this.#begin(EventKind.Cause, of, 0);
    this.#varint(type);
    this.#varint(by);
    this.#varint(1 + ageTicks);
    this.#varint(asked === null ? 0 : 1 + asked);
  }

  /** `from` is 0, or the id of what the promise is derived from. */
  made(ms: number, id: number, site: number, from: number): void {
    this.#begin(EventKind.Made, 0, ms);
    this.#object(id);
    this.#varint(site);
    this.#varint(from === 0 ? 0 : 1 + zigzag(from - id));
  }

  /** `on` as in {@link suspend}. Its own time is that of the event before it. */
  follows(task: number, site: number, on: number | null): void {
    this.#begin(EventKind.Follows, 0, 0);
    this.#object(task);
    this.#varint(site);
    this.#varint(on === null ? 0 : 1 + zigzag(on - task));
  }

  /** The chunk of all events since the last call, valid until the next event is encoded. */
  finish(origin: ChunkOrigin): Uint8Array {
    const chunk = this.#bytes.subarray(0, this.#at);
    writeHeader(chunk, ChunkKind.Events, origin, this.#count);
    this.reset();
    return chunk;
  }

  #reserve(bytes: number): void {
    if (this.room >= bytes) return;
    const grown = new Uint8Array(this.#at + bytes);
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** A time before the last event's becomes that: some events learn late what happened, and never turn time back. */
  #begin(kind: EventKind, flags: number, ms: number): void {
    // A chunk before this one may be another thread's, on another clock.
    const ticks = this.#count === 0 ? toTicks(ms) : Math.max(toTicks(ms), this.#ticks);
    if (this.#count === 0) {
      this.#view.setFloat64(HEADER_BYTES, ticks / TICKS_PER_MS, true);
      this.#at = HEADER_BYTES + 8;
      this.#ticks = ticks;
      this.#id = 0;
    }
    this.#count += 1;
    this.#bytes[this.#at++] = kind | (flags << 4);
    this.#varint(ticks - this.#ticks);
    this.#ticks = ticks;
  }

  #object(id: number): void {
    this.#varint(zigzag(id - this.#id));
    this.#id = id;
  }

  #varint(value: number): void {
    let rest = value;
    // Bitwise operators see 32 bits only; a pause of seven minutes and ids far apart are longer.
    while (rest > 0x7fffffff) {
      this.#bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
