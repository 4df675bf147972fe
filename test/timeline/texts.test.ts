import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countText, durationText, roundStep, ticks } from "../../src/timeline/ruler.ts";
import { TextFitter } from "../../src/timeline/text.ts";

describe("ticks", () => {
  const texts = (startMs: number, endMs: number) => ticks(startMs, endMs, 1000, 100).map(({ text }) => text);

  it("stand at round times in a unit that suits them", () => {
    expect(texts(0, 640)).toEqual(["0", "100 ms", "200 ms", "300 ms", "400 ms", "500 ms", "600 ms"]);
    expect(texts(0, 7000)).toEqual(["0", "1 s", "2 s", "3 s", "4 s", "5 s", "6 s", "7 s"]);
    expect(texts(1240, 1250)).toEqual(Array.from({ length: 11 }, (_, n) => `${1240 + n}.0 ms`.replace(".0", "")));
    expect(texts(4200, 4500).slice(0, 3)).toEqual(["4.20 s", "4.25 s", "4.30 s"]);
    expect(texts(0, 0.01).slice(0, 3)).toEqual(["0", "0.001 ms", "0.002 ms"]);
    expect(texts(0, 600_000)).toEqual(["0", ...Array.from({ length: 10 }, (_, n) => `${n + 1}:00 min`)]);
  });

  it("never crowd, never repeat", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.002, max: 1e6, noNaN: true }),
        (start, span) => {
          const found = ticks(start, start + span, 1000, 80);
          const gaps = found.slice(1).map(({ atMs }, i) => ((atMs - found[i]!.atMs) / span) * 1000);
          for (const gap of gaps) expect(gap).toBeGreaterThan(79.9);
          expect(new Set(found.map(({ text }) => text)).size).toBe(found.length);
        },
      ),
    );
  });

  it("have steps of 1, 2 and 5", () => {
    expect([0.0011, 0.3, 1, 1.2, 30, 700, 11_000, 70_000].map(roundStep)).toEqual([
      0.002, 0.5, 1, 2, 50, 1000, 15_000, 120_000,
    ]);
  });
});

describe("words", () => {
  it("say durations with three digits", () => {
    expect(
      [0, 0.00004, 0.0123, 0.4, 1, 9.996, 12.34, 349.2, 999.6, 1240, 61_000, 200_000, Number.NaN].map(durationText),
    ).toEqual([
      "0 ms",
      "0 ms",
      "12.3 µs",
      "400 µs",
      "1 ms",
      "10 ms",
      "12.3 ms",
      "349 ms",
      "1 s",
      "1.24 s",
      "61 s",
      "3 min 20 s",
      "–",
    ]);
  });

  it("say counts with commas", () => {
    expect([0, 999, 1000, 1_234_567].map(countText)).toEqual(["0", "999", "1,000", "1,234,567"]);
  });
});

describe("text fitting", () => {
  const fitter = new TextFitter((text) => text.length * 6);

  it("gives the whole text, its beginning, or nothing", () => {
    expect(fitter.fit("loadUser", 48)).toBe("loadUser");
    expect(fitter.fit("loadUser", 47)).toBe("loadUs…");
    expect(fitter.fit("loadUser", 18)).toBe("lo…");
    expect(fitter.fit("loadUser", 12)).toBe("");
  });

  it("never cuts a character in two, and always fits", () => {
    expect(fitter.fit("ab😀cd", 24)).toBe("ab…");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 200 }), (text, width) => {
        const fitted = fitter.fit(text, width);
        expect(fitted.length * 6).toBeLessThanOrEqual(Math.max(width, 0));
        expect(fitted.isWellFormed() || !text.isWellFormed()).toBe(true);
      }),
    );
  });
});
