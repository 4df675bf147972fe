import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerBound, upperBound } from "../../src/base/bisect.ts";
import { Columns } from "../../src/base/columns.ts";
import { IdMap } from "../../src/base/id-map.ts";

describe("bisect", () => {
  it("finds the same as a search from the front", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (numbers, value) => {
        const sorted = Float64Array.from(numbers).sort();
        const from = (found: number) => (found < 0 ? sorted.length : found);
        expect(lowerBound(sorted, value)).toBe(from(sorted.findIndex((at) => at >= value)));
        expect(upperBound(sorted, value)).toBe(from(sorted.findIndex((at) => at > value)));
      }),
    );
  });
});

describe("columns", () => {
  class Pairs extends Columns {
    protected override readonly initial = { fresh: -1 };
    fresh = new Int32Array(0);
    whole = new Int32Array(0);
    part = new Float64Array(0);
    add(value: number): number {
      const row = this.addRow();
      this.whole[row] = value;
      this.part[row] = value / 2;
      return row;
    }
  }

  it("keep every row as they grow", () => {
    const pairs = new Pairs();
    for (let value = 0; value < 5000; value++) expect(pairs.add(value)).toBe(value);
    expect(pairs.length).toBe(5000);
    expect(Array.from(pairs.whole.subarray(0, 5000))).toEqual(Array.from({ length: 5000 }, (_, value) => value));
    expect(pairs.part[4999]).toBe(2499.5);
    expect(pairs.fresh.subarray(0, 5000).every((entry) => entry === -1)).toBe(true);
  });
});

describe("id map", () => {
  const ids = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0x7fff_ffff }));

  it("answers like a Map, whatever the ids", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, fc.integer({ min: 0, max: 1000 }))), fc.array(ids), (pairs, asked) => {
        const map = new IdMap();
        const reference = new Map<number, number>();
        for (const [id, value] of pairs) {
          map.set(id, value);
          reference.set(id, value);
          expect(map.get(id)).toBe(value);
        }
        for (const id of [...asked, ...reference.keys()]) expect(map.get(id)).toBe(reference.get(id) ?? -1);
      }),
    );
  });

  it("finds ids that went to the sparse part before the dense part reached them", () => {
    const map = new IdMap();
    map.set(6000, 7);
    map.set(1, 1);
    map.set(20_000, 9);
    for (let id = 6001; id < 19_000; id++) map.set(id, id);
    map.set(20_000, 10);
    expect([map.get(1), map.get(6000), map.get(18_999), map.get(20_000), map.get(19_999)]).toEqual([
      1, 7, 18_999, 10, -1,
    ]);
  });
});
