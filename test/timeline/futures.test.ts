import { describe, expect, it } from "vitest";
import { FutureList, type FutureOrder, type FutureSet } from "../../src/timeline/future-list.ts";
import { futureFacts } from "../../src/timeline/futures.ts";
import type { Source } from "../../src/timeline/source.ts";
import { FUTURES } from "../export/traces.ts";
import { liveSourceOf, sourceOf } from "./source.ts";

const ended = `${FUTURES}\n end 100\n`;

function list(source: Source, set: FutureSet, order: FutureOrder = "made", descending = false) {
  return new FutureList(source).part({ set, order, descending, from: 0, to: 50 });
}

const texts = (part: ReturnType<typeof list>) => part.rows.map(({ text }) => text);

describe("the list of futures", () => {
  it("has those that nobody used, that are waited for, that were rejected, and all", () => {
    const source = sourceOf(ended);
    const all = list(source, "all");
    expect(all.counts).toEqual({ unused: 1, pending: 1, rejected: 1, all: 5 });
    expect(texts(all)).toEqual([
      "new Promise(open)",
      "opened.then(read)",
      "new Promise(forget)",
      "new Promise(hole)",
      "socket",
    ]);
    expect(texts(list(source, "unused"))).toEqual(["new Promise(forget)"]);
    expect(texts(list(source, "pending"))).toEqual(["new Promise(hole)"]);
    expect(texts(list(source, "rejected"))).toEqual(["socket"]);
  });

  it("says of each where it was made, how long it lasted, and how it ended", () => {
    const [shared, derived, , hole, lib] = list(sourceOf(ended), "all").rows;
    expect(shared).toMatchObject({ awaits: 2, otherUses: 1, ending: "fulfilled", isMadeHere: true, isAtMost: true });
    expect(shared!.place).toEqual({ file: "/app/main.ts", line: 2, column: 9 });
    expect(shared!.lastedMs).toBeCloseTo(19, 5);
    expect(derived).toMatchObject({ ending: "unknown", lastedMs: Number.NaN, awaits: 0, otherUses: 1 });
    expect(hole).toMatchObject({ ending: "never settled", awaits: 1 });
    expect(hole!.lastedMs).toBeCloseTo(96, 5);
    expect(lib).toMatchObject({ isMadeHere: false, ending: "rejected", place: { line: 8 } });
    expect(list(liveSourceOf(FUTURES), "pending").rows).toMatchObject([
      { text: "new Promise(hole)", ending: "waiting" },
    ]);
  });

  it("is ordered, with what is not known last", () => {
    const source = sourceOf(ended);
    const order = (by: FutureOrder, descending: boolean) =>
      list(source, "all", by, descending).rows.map(({ ref }) => ref);
    expect(order("made", true)).toEqual([4, 3, 2, 1, 0]);
    expect(order("lasted", true)).toEqual([3, 4, 0, 1, 2]);
    expect(order("lasted", false)).toEqual([0, 4, 3, 1, 2]);
    expect(order("awaits", true)).toEqual([0, 3, 4, 1, 2]);
  });

  it("comes in parts, and keeps to what is searched for", () => {
    const source = sourceOf(ended);
    const { rows } = new FutureList(source).part({ set: "all", order: "made", descending: false, from: 3, to: 9 });
    expect(rows.map(({ ref }) => ref)).toEqual([3, 4]);
    source.setQuery("hole");
    expect(list(source, "all").counts).toEqual({ unused: 0, pending: 1, rejected: 0, all: 1 });
    source.setQuery("query()");
    expect(texts(list(source, "all"))).toEqual(["socket"]);
  });
});

describe("the facts of a future", () => {
  const source = sourceOf(ended);

  it("name who made it, when it settled at the latest, and who took it up", () => {
    const shared = futureFacts(source, 0);
    expect(shared).toMatchObject({ endMs: 20, isExact: false, turnName: "socket", by: { name: "main", task: 0 } });
    expect(shared.waiters.map(({ name, startMs, ending }) => [name, startMs, ending])).toEqual([
      ["main", 6, "fulfilled"],
      ["main", 8, "fulfilled"],
    ]);
    expect(shared.derived).toEqual([{ future: 1, text: "opened.then(read)" }]);
    expect(futureFacts(source, 1)).toMatchObject({
      fromFuture: 0,
      from: "new Promise(open)",
      groups: [{ text: "Promise.all of 2", await: 4 }],
      waiters: [],
    });
  });

  it("leave open what nobody saw", () => {
    const { endMs, ending, turn, waiters, groups, derived } = futureFacts(source, 2);
    expect({ endMs, ending, turn }).toEqual({ endMs: Number.NaN, ending: "unknown", turn: -1 });
    expect([waiters, groups, derived]).toEqual([[], [], []]);
  });
});
