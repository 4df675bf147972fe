import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderOf } from "../../src/base/order.ts";

const expected = (keys: readonly number[]) =>
  keys
    .map((key, i) => ({ key: Number.isNaN(key) ? Number.POSITIVE_INFINITY : key, isNaN: Number.isNaN(key), i }))
    .sort((a, b) => Number(a.isNaN) - Number(b.isNaN) || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.i - b.i))
    .map(({ i }) => i);

describe("order", () => {
  it("is ascending, stable, and has NaN last", () => {
    const keys = [3, Number.NaN, -1, 3, 0, -0, Number.POSITIVE_INFINITY, 1e-30, Number.NEGATIVE_INFINITY];
    expect(Array.from(orderOf(Float32Array.from(keys)))).toEqual([8, 2, 4, 5, 7, 0, 3, 6, 1]);
    expect(Array.from(orderOf(new Float32Array(0)))).toEqual([]);
  });

  it("is that of a comparator, whatever the numbers", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.float(), fc.integer({ min: -5, max: 5 })), { maxLength: 200 }), (keys) => {
        expect(Array.from(orderOf(Float32Array.from(keys)))).toEqual(expected(keys));
      }),
    );
  });
});
