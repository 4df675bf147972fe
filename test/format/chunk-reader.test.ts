import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/format/crc.ts";
import { type Chunk, ChunkReader, TraceError } from "../../src/format/decode.ts";
import { CHUNK_MAGIC, HEADER_BYTES, Header } from "../../src/format/spec.ts";
import { concat, traceChunks } from "../model/trace-language.ts";

const CHUNKS = traceChunks(`
file /app/main.ts
site load function 1:1 load
site wait await 2:3 in load sleep(10)
thread main
0 call 1 load
1 suspend 1 wait on value
cut
2 resume 1
3 end 1
end 4`);
const WHOLE = concat(CHUNKS);
const STARTS = CHUNKS.map((_, at) => concat(CHUNKS.slice(0, at)).length);

interface Seen {
  /** Sequence numbers. */
  readonly chunks: number[];
  readonly damage: number[];
}

function read(...pieces: Uint8Array[]): Seen {
  const seen: Seen = { chunks: [], damage: [] };
  const reader = new ChunkReader({
    chunk: (chunk: Chunk) => seen.chunks.push(chunk.sequence),
    damage: (offset) => seen.damage.push(offset),
  });
  for (const piece of pieces) reader.append(piece);
  reader.finish();
  return seen;
}

const ALL = CHUNKS.map((_, at) => at);
const changed = (bytes: Uint8Array, at: number, value: number) => {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
};

describe("whole traces", () => {
  it("are read chunk by chunk", () => {
    expect(read(WHOLE)).toEqual({ chunks: ALL, damage: [] });
  });

  it("are read the same from bytes cut anywhere", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: WHOLE.length })), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), WHOLE.length];
        const pieces = at.slice(1).map((end, index) => WHOLE.subarray(at[index], end));
        expect(read(...pieces)).toEqual({ chunks: ALL, damage: [] });
      }),
    );
  });

  it("are read from a view into a larger buffer", () => {
    const pool = concat([new Uint8Array(13), WHOLE, new Uint8Array(7)]);
    expect(read(pool.subarray(13, 13 + WHOLE.length)).chunks).toEqual(ALL);
  });

  it("hand out payloads and offsets of the file", () => {
    const offsets: number[] = [];
    const reader = new ChunkReader({
      chunk: ({ offset, payload }) => {
        offsets.push(offset);
        expect(payload.length).toBe(CHUNKS[offsets.length - 1]!.length - HEADER_BYTES);
      },
      damage: () => expect.unreachable(),
    });
    for (const byte of WHOLE) reader.append(Uint8Array.of(byte));
    reader.finish();
    expect(offsets).toEqual(STARTS);
    expect(reader.bytes).toBe(WHOLE.length);
  });
});

describe("damage", () => {
  it("of any one byte costs one chunk and no other", () => {
    for (let at = 0; at < WHOLE.length; at++) {
      const hit = STARTS.findLastIndex((start) => start <= at);
      const bytes = changed(WHOLE, at, WHOLE[at]! ^ 0x55);
      expect(read(bytes)).toEqual({ chunks: ALL.filter((chunk) => chunk !== hit), damage: [STARTS[hit]] });
    }
  });

  it("by a cut at any byte keeps every whole chunk before it", () => {
    const first = CHUNKS[0]!.length;
    for (let end = first; end <= WHOLE.length; end++) {
      const whole = ALL.filter((chunk) => STARTS[chunk]! + CHUNKS[chunk]!.length <= end);
      const { chunks, damage } = read(WHOLE.subarray(0, end));
      expect(chunks).toEqual(whole);
      expect(damage).toEqual(STARTS.includes(end) || end === WHOLE.length ? [] : [STARTS[whole.length]]);
    }
  });

  it("by a torn write does not swallow the chunks that others wrote behind it", () => {
    const torn = CHUNKS[1]!.subarray(0, CHUNKS[1]!.length - 9);
    expect(read(concat([CHUNKS[0]!, torn, ...CHUNKS.slice(2)]))).toEqual({
      chunks: ALL.filter((chunk) => chunk !== 1),
      damage: [STARTS[1]],
    });
  });

  it("at the very start does not hide the rest", () => {
    expect(read(concat([new Uint8Array(1000).fill(0x41), WHOLE]))).toEqual({ chunks: ALL, damage: [0] });
  });

  it("is counted by region", () => {
    const noise = new Uint8Array(5000).fill(7);
    const pieces = CHUNKS.flatMap((chunk) => [chunk, noise]);
    expect(read(concat(pieces)).damage).toHaveLength(CHUNKS.length);
    expect(read(...pieces).chunks).toEqual(ALL);
  });

  it("of a length does not make the reader wait for bytes that never come", () => {
    const long = sealed(CHUNKS[1]!, (view) => view.setUint32(Header.payloadBytes, 16 * 1024 * 1024, true));
    const longer = sealed(CHUNKS[1]!, (view) => view.setUint32(Header.payloadBytes, 0xffffffff, true));
    for (const bad of [long, longer]) {
      expect(read(concat([CHUNKS[0]!, bad, ...CHUNKS.slice(2)])).chunks).toEqual(ALL.filter((chunk) => chunk !== 1));
    }
  });

  it("made on purpose, headers in headers, takes time in proportion to the file", () => {
    const nested = new Uint8Array(4 * 1024 * 1024);
    const header = sealed(CHUNKS[0]!, (view) => view.setUint32(Header.payloadBytes, 1024 * 1024, true));
    for (let at = 0; at + HEADER_BYTES < nested.length; at += HEADER_BYTES) {
      nested.set(header.subarray(0, HEADER_BYTES), at);
    }
    // Checking each claim would be 100,000 × 1 MB. The chunk behind it all may be skipped with the last claim.
    expect(() => read(concat([CHUNKS[0]!, nested]))).not.toThrow();
  });

  it("of a kind from the future is no damage", () => {
    const future = sealed(CHUNKS[2]!, (view) => view.setUint16(Header.kind, 999, true));
    expect(read(concat([...CHUNKS.slice(0, 2), future, ...CHUNKS.slice(3)]))).toEqual({ chunks: ALL, damage: [] });
  });
});

describe("what is no trace", () => {
  const errorOf = (...pieces: Uint8Array[]): TraceError => {
    try {
      read(...pieces);
    } catch (error) {
      if (error instanceof TraceError) return error;
      throw error;
    }
    throw new Error("it was read");
  };
  const text = (length: number) => new Uint8Array(length).fill(0x61);

  it("is told with what to do", () => {
    const newer = sealed(CHUNKS[0]!, (view) => view.setUint16(Header.version, 2, true));
    const sentences = [
      errorOf(),
      errorOf(text(10)),
      errorOf(new TextEncoder().encode('{"traceEvents":[]}')),
      errorOf(WHOLE.subarray(0, 30)),
      errorOf(WHOLE.subarray(0, 50)),
      errorOf(newer),
    ].map(({ problem, offset, message }) => `${problem} at ${offset}: ${message}`);
    expect(sentences.join("\n")).toMatchInlineSnapshot(`
      "empty at 0: The trace is empty: no process wrote to it. Check that the program starts Node and that tracing is not disabled there, then trace it again.
      not-a-trace at 0: This is not an Awaitscope trace: its first 10 bytes hold no chunk. Open a file that Awaitscope has written, usually *.awaitscope.
      not-a-trace at 0: This is not an Awaitscope trace: its first 18 bytes hold no chunk. It looks like JSON: a report, or another tool's profile. Open the trace itself, usually *.awaitscope.
      not-a-trace at 0: This is not an Awaitscope trace: its first 30 bytes hold no chunk. Open a file that Awaitscope has written, usually *.awaitscope.
      nothing-whole at 0: The trace is damaged from byte 0 on: none of its chunks is whole in 50 bytes. Copy the file again from where it was written, or trace the program again.
      newer-version at 0: The trace has format version 2; this Awaitscope reads up to version 1. Update Awaitscope to open it."
    `);
  });

  it("is told before a large file has been read", () => {
    const reader = new ChunkReader({ chunk: () => {}, damage: () => {} });
    expect(() => reader.append(text(200_000))).toThrow(TraceError);
    const slow = new ChunkReader({ chunk: () => {}, damage: () => {} });
    expect(() => {
      for (let piece = 0; piece < 200; piece++) slow.append(text(1000));
    }).toThrow(TraceError);
  });
});

/** `chunk` with its header changed and its header's checksum right again. */
function sealed(chunk: Uint8Array, change: (header: DataView) => void): Uint8Array {
  const copy = chunk.slice();
  const view = new DataView(copy.buffer);
  change(view);
  expect(view.getUint32(0, true)).toBe(CHUNK_MAGIC);
  view.setUint32(Header.headerCrc, crc32(copy, 0, Header.headerCrc), true);
  return copy;
}
