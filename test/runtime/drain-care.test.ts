import { expect, it } from "vitest";
import { EventKind, Outcome } from "../../src/format/spec.ts";
import { DrainCare } from "../../src/runtime/drain-care.ts";
import { createRingWriter } from "../../src/runtime/ring.ts";
import { CONTROL_BYTES, Control, controlOf, RECORD_BYTES } from "../../src/runtime/ring-memory.ts";

const END = EventKind.End | (Outcome.Fulfilled << 4);

interface Options {
  readonly isWorkerUp: boolean;
  readonly records?: number;
  /** Whether the worker tidies up now. */
  readonly isTidying?: (ms: number) => boolean;
}

/** A ring whose times are told to it: `drains` are those at which its thread drained for itself. */
function createRing({ isWorkerUp, records = 1024, isTidying = () => false }: Options) {
  const buffer = new SharedArrayBuffer(CONTROL_BYTES + records * RECORD_BYTES);
  const memory = { buffer, controlAt: 0, recordsAt: CONTROL_BYTES, capacity: records };
  const control = controlOf(memory);
  const drains: number[] = [];
  let now = 0;
  const drainAll = () => Atomics.store(control, Control.tail, Atomics.load(control, Control.head));
  const care = { patience: true, waits: 0 };
  const ring = createRingWriter(
    memory,
    new DrainCare({
      isRecording: () => true,
      isWorkerUp: () => isWorkerUp,
      isWorkerTidying: () => isTidying(now),
      writeRecords() {},
      drain() {
        drains.push(now);
        drainAll();
      },
      makeRoom() {
        care.waits += 1;
        if (care.patience) drainAll();
        return care.patience;
      },
    }),
  );
  const put = (ms: number) => {
    now = ms;
    ring.putAt(ms, END, 1, 0);
  };
  return { put, drains, drainAll, care, ring };
}

/** What may wait for a drain at most, but for the time between two records. */
const BOUND_MS = process.arch === "x64" ? 20 : 30;

/** Milliseconds between one drain and the next. */
const gaps = (times: readonly number[]) => times.map((time, at) => time - (times[at - 1] ?? 0));

it("leaves the drain to the worker that comes every 10 ms", () => {
  const { put, drains, drainAll } = createRing({ isWorkerUp: true });
  for (let ms = 0; ms < 2000; ms++) {
    put(ms);
    if (ms % 10 === 7) drainAll();
  }
  expect(drains).toEqual([]);
});

it("leaves the drain to a worker that tidies up for 35 ms", () => {
  const { put, drains, drainAll } = createRing({
    isWorkerUp: true,
    isTidying: (ms) => ms % 500 >= 400 && ms % 500 < 435,
  });
  for (let ms = 0; ms < 2000; ms++) {
    put(ms);
    if (ms % 500 < 400 || ms % 500 >= 434) drainAll();
  }
  expect(drains).toEqual([]);
});

it("drains by itself where tidying up does not end", () => {
  const { put, drains } = createRing({ isWorkerUp: true, isTidying: () => true });
  for (let ms = 0; ms < 2000; ms++) put(ms);
  expect(drains[0]).toBeGreaterThan(BOUND_MS + 10);
  expect(Math.max(...gaps(drains))).toBeLessThanOrEqual(50);
});

it.each([0.1, 1, 7])("drains by itself where the worker does not come, with a record every %d ms", (step) => {
  const { put, drains } = createRing({ isWorkerUp: true });
  for (let at = 0; at * step < 2000; at++) put(at * step);
  expect(Math.max(...gaps(drains))).toBeLessThanOrEqual(BOUND_MS + 2 * step);
  expect(drains.length).toBeGreaterThan(40);
});

it("drains every millisecond before the worker is up", () => {
  const { put, drains } = createRing({ isWorkerUp: false });
  for (let at = 0; at < 500; at++) put(at / 10);
  expect(Math.max(...gaps(drains))).toBeLessThan(1.2);
});

it("sees a late drain also across the end of an epoch of 400 s", () => {
  const { put, drains } = createRing({ isWorkerUp: true });
  for (let ms = 399_900; ms < 400_300; ms++) put(ms);
  expect(Math.max(...gaps(drains).slice(1))).toBeLessThanOrEqual(BOUND_MS + 2);
});

it("waits for room once, and not again before there was some", () => {
  const { put, care, drainAll, ring } = createRing({ isWorkerUp: true, records: 64 });
  care.patience = false;
  for (let at = 0; at < 500; at++) put(at / 1000);
  expect(care.waits).toBe(1);
  expect(ring.dropped).toBeGreaterThan(400);
  drainAll();
  for (let at = 0; at < 500; at++) put(6 + at / 1000);
  expect(care.waits).toBe(2);
});
