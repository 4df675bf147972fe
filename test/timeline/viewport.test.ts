import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { covers, pictureFor, resolutionStep } from "../../src/timeline/picture.ts";
import {
  clamp,
  FOLLOW_MS,
  follow,
  pan,
  reveal,
  SHORTEST_MS,
  spanMs,
  whole,
  zoom,
} from "../../src/timeline/viewport.ts";

describe("the viewport", () => {
  it("keeps the time under the pointer where it is", () => {
    const view = zoom({ startMs: 100, endMs: 300 }, 150, 0.5, 1000);
    expect(view).toEqual({ startMs: 125, endMs: 225 });
  });

  it("never leaves the trace, nor shows less than its clock can tell, whatever is done to it", () => {
    const step = fc.oneof(
      fc.record({
        at: fc.double({ min: -2, max: 3, noNaN: true }),
        factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
      }),
      fc.double({ min: -10, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.array(step), (endMs, steps) => {
        let view = whole(endMs);
        for (const one of steps) {
          view =
            typeof one === "number"
              ? pan(view, one * spanMs(view), endMs)
              : zoom(view, view.startMs + one.at * spanMs(view), one.factor, endMs);
          const span = spanMs(view);
          expect(span).toBeGreaterThanOrEqual(SHORTEST_MS * 0.999);
          expect(span).toBeLessThanOrEqual(Math.max(endMs, SHORTEST_MS) * 1.07);
          expect(view.startMs).toBeGreaterThanOrEqual(-span * 0.031);
          expect(view.startMs).toBeLessThanOrEqual(Math.max(endMs, SHORTEST_MS) + 1e-6);
        }
      }),
    );
  });

  it("shows all of a short live trace, then its end", () => {
    const short = follow(whole(0), 3000, false);
    expect(short.startMs).toBeLessThanOrEqual(0);
    expect(short.endMs).toBeGreaterThan(3000);
    const long = follow(short, 60_000, false);
    expect(spanMs(long)).toBe(FOLLOW_MS);
    expect(long.endMs).toBeGreaterThan(60_000);
    expect(spanMs(follow({ startMs: 0, endMs: 500 }, 60_000, true))).toBe(500);
  });

  it("moves only as far as needed to show something", () => {
    const view = { startMs: 0, endMs: 100 };
    expect(reveal(view, 20, 60, 1000)).toBe(view);
    const moved = reveal(view, 500, 540, 1000);
    expect(spanMs(moved)).toBe(100);
    expect((moved.startMs + moved.endMs) / 2).toBe(520);
    expect(spanMs(reveal(view, 500, 500.01, 1000))).toBeLessThan(1);
    expect(spanMs(reveal(view, 100, 900, 1000))).toBeGreaterThan(800);
    expect(clamp({ startMs: 5000, endMs: 5100 }, 1000).endMs).toBeLessThan(1100);
  });
});

describe("a picture's request", () => {
  const view = { startMs: 1000, endMs: 2000 };

  it("serves for small movements, and for no others", () => {
    const request = pictureFor(view, 1000, 300, 600);
    const serves = (startMs: number, endMs: number, top = 300) =>
      covers(request, { startMs, endMs }, 1000, top, top + 600);
    expect(serves(1000, 2000)).toBe(true);
    expect(serves(1300, 2300)).toBe(true);
    expect(serves(1000, 2000, 500)).toBe(true);
    expect(serves(2000, 3000)).toBe(false);
    expect(serves(1000, 1200)).toBe(false);
    expect(serves(1000, 2000, 1200)).toBe(false);
  });

  it("is never coarser than the screen", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (msPerPx) => {
        const step = resolutionStep(msPerPx);
        expect(step).toBeLessThanOrEqual(msPerPx * (1 + 1e-12));
        expect(step).toBeGreaterThan(msPerPx / 1.4143);
      }),
    );
  });
});
