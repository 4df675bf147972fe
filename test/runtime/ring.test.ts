import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventKind, Outcome } from "../../src/format/spec.ts";
import { createRingWriter } from "../../src/runtime/ring.ts";
import {
  CONTROL_BYTES,
  Control,
  controlOf,
  FIRST_RECORDS,
  RECORD_BYTES,
  RECORD_WORDS,
  type RingMemory,
  Total,
  totalsOf,
  wordsOf,
} from "../../src/runtime/ring-memory.ts";
import { createChunkEncoder, RingReader } from "../../src/runtime/ring-reader.ts";
import { readTrace, type TraceText } from "./trace-text.ts";

/**
 * A ring of `records` with both its ends; `drain` gives the events of each chunk with the losses before it. `makeRoom` is what it
 * does when it is full.
 */
function createRing(records: number, makeRoom: (isEnough: () => boolean) => void = () => {}) {
  const buffer = new SharedArrayBuffer(CONTROL_BYTES + records * RECORD_BYTES);
  const memory: RingMemory = { buffer, controlAt: 0, recordsAt: CONTROL_BYTES, capacity: records };
  const writer = createRingWriter(memory, {
    check: () => Number.POSITIVE_INFINITY,
    makeRoom: (isEnough) => makeRoom(isEnough),
  });
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

  describe("of 65,536 records", () => {
    const all = 4 * FIRST_RECORDS;

    function createLargeRing() {
      const ring = createRing(all);
      const seen: string[] = [];
      const wanted: string[] = [];
      let next = 0;
      return {
        ring,
        seen,
        wanted,
        put(count: number) {
          for (let at = 0; at < count; at++) {
            wanted.push(`end ${++next} fulfilled`);
            ring.writer.putAt(1, END, next, 0);
          }
        },
        putGroup(members: number) {
          const ids = Uint32Array.from({ length: members }, (_, at) => at);
          wanted.push(`group ${++next} all at ? of ${Array.from(ids, (id) => id || "unknown").join(" ")}`);
          ring.writer.putGroup(EventKind.Group, next, ids, members);
        },
        drain() {
          for (const { events } of ring.drain()) seen.push(...events);
        },
      };
    }

    it("touches the rest of its memory only when the first part is full", () => {
      const { ring, put, drain, seen, wanted } = createLargeRing();
      for (let round = 0; round < 5; round++) {
        put(FIRST_RECORDS / 2);
        drain();
      }
      const rest = ring.words.subarray(FIRST_RECORDS * RECORD_WORDS);
      expect(rest.every((word) => word === 0)).toBe(true);
      put(FIRST_RECORDS + 1);
      expect(rest.every((word) => word === 0)).toBe(false);
      drain();
      expect(seen).toEqual(wanted);
    });

    it.each([0, 1, 5000, FIRST_RECORDS - 1])(
      "holds as many records as its memory though nobody drains, from position %i on",
      (before) => {
        const { ring, put, drain, seen, wanted } = createLargeRing();
        put(before);
        drain();
        // One is the note of the epoch.
        put(all - (before === 0 ? 1 : 0));
        expect(ring.writer.dropped).toBe(0);
        expect(ring.writer.isFull()).toBe(true);
        ring.writer.putAt(1, END, 1, 0);
        expect(ring.writer.dropped).toBe(1);
        drain();
        expect(seen).toEqual(wanted);
      },
    );

    it("gives out what was put in, in order, however it is filled and drained", () => {
      const sizes = fc.array(
        fc.tuple(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 0, max: 40_000 }), fc.boolean()),
        { maxLength: 12 },
      );
      fc.assert(
        fc.property(sizes, (steps) => {
          const { ring, put, putGroup, drain, seen, wanted } = createLargeRing();
          for (const [count, members, isDrained] of steps) {
            // A group may find the first part not quite full, the rest of which is of no use then.
            if (ring.writer.waiting() + count + members / 4 + 3 > all - FIRST_RECORDS) drain();
            put(count);
            if (members > 0) putGroup(members);
            if (isDrained) drain();
          }
          drain();
          expect(ring.writer.dropped).toBe(0);
          expect(seen.length).toBe(wanted.length);
          expect(seen.join() === wanted.join()).toBe(true);
        }),
        { numRuns: 30 },
      );
    });
  });

  it("has room made until there is enough for a whole group", () => {
    const asked: boolean[] = [];
    const ring = createRing(64, (isEnough) => {
      asked.push(isEnough());
      ring.drain();
      asked.push(isEnough());
    });
    for (let id = 1; id <= 60; id++) ring.writer.putAt(id, END, id, 0);
    ring.writer.putGroup(EventKind.Group, 100, new Uint32Array(100), 100);
    expect(asked).toEqual([false, true]);
    // One that never fits is no reason to wait.
    ring.writer.putGroup(EventKind.Group, 101, new Uint32Array(300), 300);
    expect(asked).toHaveLength(2);
    expect(ring.writer.dropped).toBe(1);
  });

  it("drops a group whole", () => {
    const ring = createRing(64);
    ring.writer.putGroup(EventKind.Group, 1000, new Uint32Array(1000), 1000);
    expect(ring.writer.dropped).toBe(1);
    expect(ring.drain()).toEqual([]);
  });
});
