import { crc32 } from "./crc.ts";
import { CHUNK_MAGIC, FORMAT_VERSION, HEADER_BYTES, Header, MAX_PAYLOAD_BYTES } from "./spec.ts";
import { emptyTrace, newerVersion, notATrace, nothingWhole, TELLING_BYTES } from "./trace-error.ts";

/** A whole chunk, its checksums verified. */
export interface Chunk {
  /** A ChunkKind, or a number this version does not know. */
  readonly kind: number;
  readonly pid: number;
  readonly thread: number;
  readonly sequence: number;
  readonly droppedEvents: number;
  readonly eventCount: number;
  /** Valid only during the call: a view of the bytes given to `append`, or of the reader's own buffer. */
  readonly payload: Uint8Array;
  /** Of the chunk's header in the file. */
  readonly offset: number;
}

export interface ChunkSink {
  chunk(chunk: Chunk): void;
  /** Bytes that belong to no whole chunk begin at `offset`. Called once per region. */
  damage(offset: number): void;
}

/** Bytes that may come before the first chunk's header; after as many without one it is no trace. */
const FIRST_SEARCH_BYTES = 64 * 1024;
/** Smallest piece copied when the rest of a chunk is needed: searching must not go byte by byte. */
const COPY_BYTES = 4096;

/**
 * Finds the chunks in bytes that arrive cut anywhere.
 *
 * After damage it looks for the next magic from the fourth byte of the bad header on, not behind the length which that
 * header states: a torn write leaves a good header with too little after it, and other processes' chunks follow
 * inside the stated length. A hostile file could nest headers so that every payload is checked again and again,
 * so the bytes checked in vain are bounded: beyond the bound a bad chunk is skipped by its length.
 */
export class ChunkReader {
  readonly #sink: ChunkSink;
  /** The start of a chunk that has not arrived whole; `#offset` is where it begins in the file. */
  #pending = new Uint8Array(0);
  #pendingLength = 0;
  #offset = 0;
  /** Bytes wanted from `#offset` on before anything more can be said. */
  #needed = HEADER_BYTES;
  #sawHeader = false;
  #sawChunk = false;
  #inDamage = false;
  #bytesCheckedInVain = 0;
  /** The file's first bytes, until a header has been seen. */
  #start = new Uint8Array(0);

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  /** Bytes given so far. */
  get bytes(): number {
    return this.#offset + this.#pendingLength;
  }

  /** Reads on. Throws {@link TraceError} when the first bytes are no trace, or one of a newer version. */
  append(bytes: Uint8Array): void {
    if (this.bytes < TELLING_BYTES) this.#start = Uint8Array.of(...this.#start, ...bytes.subarray(0, TELLING_BYTES));
    let at = 0;
    while (at < bytes.length) {
      if (this.#pendingLength === 0) {
        at += this.#read(bytes.subarray(at), false);
        if (at < bytes.length) this.#keep(bytes.subarray(at));
        return;
      }
      const wanted = Math.max(this.#needed - this.#pendingLength, 1);
      const piece = bytes.subarray(at, at + (this.#inDamage ? Math.max(wanted, COPY_BYTES) : wanted));
      this.#keep(piece);
      at += piece.length;
      if (this.#pendingLength >= this.#needed) this.#readPending(false);
    }
  }

  /** No more bytes will come. Throws {@link TraceError} when there was no whole chunk. */
  finish(): void {
    const total = this.bytes;
    if (total === 0) throw emptyTrace();
    this.#readPending(true);
    if (!this.#sawHeader) throw notATrace(total, this.#start);
    if (!this.#sawChunk) throw nothingWhole(0, total);
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#pendingLength + bytes.length;
    if (length > this.#pending.length) {
      const larger = new Uint8Array(Math.max(length, this.#pending.length * 2, COPY_BYTES));
      larger.set(this.#pending.subarray(0, this.#pendingLength));
      this.#pending = larger;
    }
    this.#pending.set(bytes, this.#pendingLength);
    this.#pendingLength = length;
  }

  #readPending(final: boolean): void {
    const consumed = this.#read(this.#pending.subarray(0, this.#pendingLength), final);
    this.#pending.copyWithin(0, consumed, this.#pendingLength);
    this.#pendingLength -= consumed;
    if (this.#pendingLength === 0 && this.#pending.length > MAX_IDLE_BUFFER) this.#pending = new Uint8Array(0);
  }

  /** Reads what is whole in `bytes`, which begin at `#offset` in the file; returns how much of them is done with. */
  #read(bytes: Uint8Array, final: boolean): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (;;) {
      const left = bytes.length - at;
      if (left < HEADER_BYTES) {
        if (final && left > 0) {
          this.#damaged(at);
          at = bytes.length;
        }
        this.#needed = HEADER_BYTES;
        break;
      }
      if (!this.#isHeader(bytes, view, at)) {
        at = this.#skip(bytes, at, at + 1);
        continue;
      }
      const end = at + HEADER_BYTES + view.getUint32(at + Header.payloadBytes, true);
      if (end > bytes.length && !final) {
        this.#needed = end - at;
        break;
      }
      if (end <= bytes.length && this.#isWhole(bytes, view, at, end)) {
        this.#emit(bytes, view, at, end);
        at = end;
      } else {
        at = this.#skip(bytes, at, this.#bytesCheckedInVain > this.#boundInVain() ? end : at + 4);
      }
    }
    this.#offset += at;
    return at;
  }

  #isHeader(bytes: Uint8Array, view: DataView, at: number): boolean {
    if (view.getUint32(at, true) !== CHUNK_MAGIC) return false;
    if (view.getUint32(at + Header.headerCrc, true) !== crc32(bytes, at, at + Header.headerCrc)) return false;
    const version = view.getUint16(at + Header.version, true);
    if (version > FORMAT_VERSION && !this.#sawHeader) throw newerVersion(version);
    if (version !== FORMAT_VERSION || view.getUint32(at + Header.payloadBytes, true) > MAX_PAYLOAD_BYTES) return false;
    this.#sawHeader = true;
    return true;
  }

  #isWhole(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
    const whole = view.getUint32(at + Header.payloadCrc, true) === crc32(bytes, at + HEADER_BYTES, end);
    if (!whole) this.#bytesCheckedInVain += end - at;
    return whole;
  }

  #boundInVain(): number {
    return 4 * (this.#offset + MAX_PAYLOAD_BYTES);
  }

  #emit(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    this.#inDamage = false;
    this.#sawChunk = true;
    this.#sink.chunk({
      kind: view.getUint16(at + Header.kind, true),
      pid: view.getUint32(at + Header.pid, true),
      thread: view.getUint32(at + Header.thread, true),
      sequence: view.getUint32(at + Header.sequence, true),
      droppedEvents: view.getUint32(at + Header.droppedEvents, true),
      eventCount: view.getUint32(at + Header.eventCount, true),
      payload: bytes.subarray(at + HEADER_BYTES, end),
      offset: this.#offset + at,
    });
  }

  /** `bad` begins no chunk: where the next header can be at the earliest, from `from` on. */
  #skip(bytes: Uint8Array, bad: number, from: number): number {
    this.#damaged(bad);
    let at = Math.min(from, bytes.length);
    for (;;) {
      at = bytes.indexOf(MAGIC_FIRST_BYTE, at);
      if (at < 0) at = bytes.length;
      if (at + 3 >= bytes.length || isMagic(bytes, at)) break;
      at++;
    }
    if (!this.#sawHeader && this.#offset + at > FIRST_SEARCH_BYTES) throw notATrace(this.#offset + at, this.#start);
    return at;
  }

  #damaged(at: number): void {
    if (this.#inDamage) return;
    this.#inDamage = true;
    this.#sink.damage(this.#offset + at);
  }
}

/** A larger buffer is given back once it is empty. */
const MAX_IDLE_BUFFER = 1024 * 1024;
const MAGIC_FIRST_BYTE = CHUNK_MAGIC & 0xff;

function isMagic(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 1] === ((CHUNK_MAGIC >>> 8) & 0xff) &&
    bytes[at + 2] === ((CHUNK_MAGIC >>> 16) & 0xff) &&
    bytes[at + 3] === CHUNK_MAGIC >>> 24
  );
}
