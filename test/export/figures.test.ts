import { expect, test } from "vitest";
import { bar } from "../../src/export/bar.ts";
import { cutEnd, cutPath, displayWidth, printable } from "../../src/export/display-width.ts";
import { formatBytes, formatCount, formatMs, formatPercent, plural } from "../../src/export/format.ts";
import { wantsColour } from "../../src/export/paint.ts";

test("durations have three digits and a unit that fits, also where rounding crosses one", () => {
  const durations = [0, 0.0001, 0.0123, 0.9994, 0.9996, 9.994, 9.996, 99.96, 613.4, 999.4, 999.6, 7412, 99_949, 99_951];
  expect(durations.map(formatMs).join("  ")).toBe(
    "0 ms  0.10 µs  12.3 µs  999 µs  1.00 ms  9.99 ms  10.0 ms  100 ms  613 ms  999 ms  1.00 s  7.41 s  99.9 s  1.67 min",
  );
  expect([3_600_000, 7_200_000].map(formatMs)).toEqual(["60.0 min", "2.00 h"]);
});

test("sizes, counts, parts", () => {
  expect([0, 999, 1000, 14_939, 999_499, 999_500, 2e9].map(formatBytes)).toEqual([
    "0 B",
    "999 B",
    "1.00 KB",
    "14.9 KB",
    "999 KB",
    "1.00 MB",
    "2.00 GB",
  ]);
  expect([formatCount(1_234_567), plural(1, "await"), plural(2000, "process", "processes")]).toEqual([
    "1,234,567",
    "1 await",
    "2,000 processes",
  ]);
  expect([0, 0.01, 0.34, 9.94, 9.96, 55].map(formatPercent)).toEqual([
    "0.0 %",
    "< 0.1 %",
    "0.3 %",
    "9.9 %",
    "10 %",
    "55 %",
  ]);
});

test("bars", () => {
  const draw = (waited: number, busy: number) =>
    bar(waited, busy, 8)
      .map(({ text }) => text)
      .join("");
  expect([draw(0, 0), draw(0.001, 0), draw(0.5, 0), draw(0.55, 0), draw(1, 0), draw(0.5, 0.5), draw(2, 0)]).toEqual([
    "",
    "▏",
    "████",
    "████▍",
    "████████",
    "████▒▒▒▒",
    "████████",
  ]);
});

test("letters that are counted without being looked at take the cell that they take beside others", () => {
  const beside = "日";
  const ranges = [0x20, 0x7e, 0xa0, 0x2ff, 0x2010, 0x2027] as const;
  for (let at = 0; at < ranges.length; at += 2) {
    for (let code = ranges[at]!; code <= ranges[at + 1]!; code++) {
      const text = String.fromCharCode(code);
      expect(displayWidth(text), code.toString(16)).toBe(displayWidth(beside + text) - 2);
      expect(displayWidth(`a${text}b`), code.toString(16)).toBe(2 + displayWidth(text));
    }
  }
});

test("widths and cuts count cells, not units", () => {
  expect(["abc", "日本", "é", "👩‍👩‍👧", "\u200B", "🇩🇪"].map(displayWidth)).toEqual([3, 4, 1, 2, 0, 2]);
  expect([cutEnd("日本語です", 6), cutEnd("abc", 3), cutEnd("abcd", 3), cutEnd("abc", 0)]).toEqual([
    "日本…",
    "abc",
    "ab…",
    "",
  ]);
  expect([18, 14, 12, 5].map((width) => cutPath("src/deep/file.ts:12", width))).toEqual([
    "…/deep/file.ts:12",
    "…/file.ts:12",
    "…/file.ts:12",
    "…s:12",
  ]);
  expect(cutPath("日本語", 5)).toBe("…本語");
  expect(printable("a\tb\r\nc\x1B[0m\u2028d\u202E")).toBe("a b c�[0m d�");
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { TERM: "dumb" }, false],
])("colour in a terminal %s with %j: %s", (isTerminal, env, expected) => {
  expect(wantsColour(isTerminal, env)).toBe(expected);
});
