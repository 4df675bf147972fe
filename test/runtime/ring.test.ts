import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventKind, Outcome } from "../../src/format/spec.ts";
import {
  CONTROL_BYTES,
  Control,
  controlOf,
  createRingWriter,
  FIRST_RECORDS,
  RECORD_BYTES,
  RECORD_WORDS,
  type RingMemory,
  Total,
  totalsOf,
  wordsOf,
} from "../../src/runtime/ring.ts";
import { createChunkEncoder, RingReader } from "../../src/runtime/ring-reader.ts";
import { readTrace, type TraceText } from "./trace-text.ts";

/**
 * A ring of `records` with both its ends; `drain` gives the events of each chunk with the losses before it. `onFull` is to make
 * room.
 */
function createRing(records: number, onFull: () => void = () => {}) {
  const buffer = new SharedArrayBuffer(CONTROL_BYTES + records * RECORD_BYTES);
  const memory: RingMemory = { buffer, controlAt: 0, recordsAt: CONTROL_BYTES, capacity: records };
  const writer = createRingWriter(memory, { check: () => Number.POSITIVE_INFINITY, makeRoom: () => onFull() });
  const encoder = createChunkEncoder();
  const reader = new RingReader(memory, encoder);
  const control = controlOf(memory);
  return {
    writer,
    words: wordsOf(memory),
    drain() {
      const chunks: {
        readonly lost: number;
        readonly events: readonly string[];
        readonly timesMs: readonly number[];
      }[] = [];
      while (reader.tail() !== reader.head()) {
        const tail = reader.encode(reader.head());
        const lost = Atomics.load(control, Control.lost);
        const { count } = encoder;
        const chunk = encoder.finish({ pid: 1, thread: 0, sequence: 0, droppedEvents: lost });
        if (count > 0) chunks.push({ lost, ...pick(readTrace(chunk)) });
        totalsOf(memory)[Total.epoch] = reader.epoch;
        Atomics.store(control, Control.tail, tail);
      }
      return chunks;
    },
  };
}

const pick = ({ events, timesMs }: TraceText) => ({ events, timesMs });

const END = EventKind.End | (Outcome.Fulfilled << 4);

describe("the ring", () => {
  it("gives out what was put in, in order, however often it is drained", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (sizes) => {
        const ring = createRing(64);
        let next = 0;
        const seen: string[] = [];
        for (const size of sizes) {
          for (let count = 0; count < size; count++) ring.writer.putAt(next, END, ++next, 0);
          for (const { events } of ring.drain()) seen.push(...events);
        }
        expect(seen).toEqual(Array.from({ length: next }, (_, index) => `end ${index + 1} fulfilled`));
      }),
    );
  });

  it("keeps a group and its members together across the end of the memory", () => {
    const ring = createRing(64);
    for (let id = 1; id <= 60; id++) ring.writer.putAt(id, END, id, 0);
    ring.drain();
    const members = Uint32Array.from({ length: 20 }, (_, index) => index);
    ring.writer.putGroup(EventKind.Group | (3 << 8), 100, members, 20);
    expect(ring.drain().flatMap(({ events }) => events)).toEqual([
      `group 100 all at ? of unknown ${[...members.subarray(1)].join(" ")}`,
    ]);
  });

  it("drops what does not fit and says between which events it is missing", () => {
    const ring = createRing(64);
    for (let id = 1; id <= 65; id++) ring.writer.putAt(id, END, id, 0);
    expect(ring.drain()).toMatchObject([{ lost: 0 }]);
    ring.writer.putAt(67, END, 67, 0);
    ring.writer.dropped += 1;
    ring.writer.putAt(69, END, 69, 0);
    expect(ring.drain()).toMatchObject([
      { lost: 2, events: ["end 67 fulfilled"] },
      { lost: 3, events: ["end 69 fulfilled"] },
    ]);
  });

  it("keeps times to a tick for longer than the ticks of a record reach", () => {
    const ring = createRing(64);
    const times = [1.2345, 399_999.9999, 400_001.5, 1e9 + 0.0001, 1e9 + 0.0002];
    const seen: number[] = [];
    for (const [index, ms] of times.entries()) {
      ring.writer.putAt(ms, END, index + 1, 0);
      if (index % 2 === 0) for (const { timesMs } of ring.drain()) seen.push(...timesMs);
    }
    expect(seen.map((ms) => ms.toFixed(4))).toEqual(times.map((ms) => ms.toFixed(4)));
  });

  it("touches a part of its memory until it was full once, and all of it then", () => {
    const seen: string[] = [];
    const ring = createRing(4 * FIRST_RECORDS, () => {
      seen.push(...events());
      ring.writer.grow();
    });
    const events = () => ring.drain().flatMap((chunk) => chunk.events);
    const put = (count: number) => {
      for (const until = next + count; next < until; next++) ring.writer.putAt(next, END, next + 1, 0);
    };
    let next = 0;
    for (let round = 0; round < 5; round++) {
      put(FIRST_RECORDS / 2);
      seen.push(...events());
    }
    expect(ring.words.subarray(FIRST_RECORDS * RECORD_WORDS).every((word) => word === 0)).toBe(true);
    expect(ring.writer.canGrow()).toBe(true);
    put(2 * FIRST_RECORDS);
    expect(ring.writer.canGrow()).toBe(false);
    put(2 * FIRST_RECORDS);
    expect(ring.writer.isFull()).toBe(false);
    seen.push(...events());
    put(4 * FIRST_RECORDS - 1);
    seen.push(...events());
    expect(ring.writer.dropped).toBe(0);
    expect(seen).toEqual(Array.from({ length: next }, (_, index) => `end ${index + 1} fulfilled`));
  });

  it("drops a group whole", () => {
    const ring = createRing(64);
    ring.writer.putGroup(EventKind.Group, 1000, new Uint32Array(1000), 1000);
    expect(ring.writer.dropped).toBe(1);
    expect(ring.drain()).toEqual([]);
  });
});
