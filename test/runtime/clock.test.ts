import { performance } from "node:perf_hooks";
import { expect, it } from "vitest";
import { clockFace, clockMs, clockZeroMs, showMs, shownMs } from "../../src/runtime/clock.ts";

it("goes as fast as performance.now", () => {
  const read = () => ({ beforeMs: performance.now(), ms: clockMs(), afterMs: performance.now() });
  const first = read();
  while (performance.now() < first.afterMs + 20);
  const second = read();
  const ms = second.ms - first.ms;
  // The two divide nanoseconds in different ways.
  expect(ms).toBeGreaterThan(second.beforeMs - first.afterMs - 1e-5);
  expect(ms).toBeLessThan(second.afterMs - first.beforeMs + 1e-5);
});

it("counts from the seconds before the thread began, and knows where that is on the machine's clock", () => {
  const before = Number(process.hrtime.bigint()) / 1e6;
  const ms = clockMs() + clockZeroMs;
  expect(ms).toBeGreaterThan(before - 0.001);
  expect(ms).toBeLessThan(Number(process.hrtime.bigint()) / 1e6 + 0.001);
  // 2 ** 32 ns more than this thread has lived at most.
  expect(clockMs()).toBeLessThan(performance.now() + 4295);
});

it.each([0, 1.5, 4294.967, 4294.968, 1e6 + 0.0625, 5e10])("shows %d ms", (ms) => {
  showMs(ms);
  expect(shownMs()).toBeCloseTo(ms, 4);
  expect(clockFace.face[clockFace.HIGH]! - clockFace.ZERO).toBe(Math.floor(ms / 4294.967296));
});
