import { describe, expect, it } from "vitest";
import { createDetails } from "../../src/timeline/details.ts";
import { latestOf, nextMatch, siteAt, slowestOf, stepExecution, stepInLane } from "../../src/timeline/find.ts";
import { createOverview } from "../../src/timeline/overview.ts";
import { createSummary } from "../../src/timeline/summary.ts";
import { SITES, sourceOf } from "./source.ts";

const TRACE = `${SITES}
  0 turn Timeout
  0 call 1 main
  1 call 2 load by 1
  1 suspend 2 read on 0
  2 suspend 1 wait on 2
  2 turn-end
  10 turn FSReqPromise
  10 resume 2
  11 end 2
  11.5 resume 1
  12 call 3 load by 1
  12 suspend 3 read on 0
  13 suspend 1 wait on 3
  13 turn-end
  20 turn TCP
  80 turn-end
  90 turn FSReqPromise
  90 resume 3
  91 end 3 rejected
  92 resume 1 rejected
  93 end 1 rejected
  93 turn-end
  end 100
`;

describe("details", () => {
  const source = sourceOf(TRACE);
  const place = { file: "/app/main.ts", line: 2, column: 3 };
  const wait = siteAt(source.model, place);

  it("take a wait apart into what it waited for, a busy loop, and resuming", () => {
    const latest = latestOf(source.model, wait)!;
    const { anatomy, waitsFor, ending, place: at, executions } = createDetails(source, latest, 100)!;
    expect(at).toEqual(place);
    expect(ending).toBe("rejected");
    expect(waitsFor).toMatchObject({
      kind: "task",
      text: "load()",
      settledMs: 91,
      tasks: [{ name: "load", outcome: 2 }],
    });
    expect(anatomy.busyMs).toBeCloseTo(62, 5);
    expect(anatomy.waitingMs).toBeCloseTo(17, 5);
    expect(anatomy.resumedMs).toBeCloseTo(1, 5);
    const total = anatomy.parts.reduce((sum, part) => sum + part.endMs - part.startMs, 0);
    expect(total).toBeCloseTo(79, 5);
    expect(executions).toMatchObject({ count: 2, rejected: 1, pending: 0, position: 1 });
    expect(executions.minMs).toBeCloseTo(9.5, 5);
    expect(executions.maxMs).toBeCloseTo(79, 5);
    expect(executions.bins.reduce((a, b) => a + b, 0)).toBe(2);
    expect(Array.from(executions.slowest)).toEqual([latest.ref, 1]);
  });

  it("name the chain of tasks that wait", () => {
    const { chain, awaits } = createDetails(source, { kind: "task", ref: 2 }, 100)!;
    expect(chain.map(({ name, awaits: waits }) => [name, waits])).toEqual([
      ["main", true],
      ["load", false],
    ]);
    expect(awaits.map(({ text, ending }) => [text, ending])).toEqual([["readFile(path)", "fulfilled"]]);
  });

  it("are none for what is not there", () => {
    expect(createDetails(source, { kind: "task", ref: 99 }, 100)).toBeNull();
    expect(createDetails(source, { kind: "await", ref: -1 }, 100)).toBeNull();
  });

  it("are reached step by step", () => {
    const { model } = source;
    const first = { kind: "await", ref: 1 } as const;
    const second = latestOf(model, wait)!;
    expect(stepExecution(model, first, 1)).toEqual(second);
    expect(stepExecution(model, second, 1)).toEqual(first);
    expect(slowestOf(model, wait)).toEqual(second);
    expect(stepInLane(source, first, 1)).toEqual(second);
    expect(stepInLane(source, second, 1)).toBeNull();
    expect(siteAt(model, { file: "/app/main.ts", line: 3, column: 1 })).toBe(-1);
    source.setQuery("readfile");
    expect(nextMatch(source, null, 1)).toEqual({ kind: "await", ref: 0 });
    expect(nextMatch(source, { kind: "await", ref: 0 }, 1)).toEqual({ kind: "await", ref: 2 });
    expect(nextMatch(source, { kind: "await", ref: 2 }, 1)).toEqual({ kind: "await", ref: 0 });
    source.setQuery("");
    expect(nextMatch(source, null, 1)).toBeNull();
  });
});

describe("the whole trace", () => {
  const source = sourceOf(TRACE);

  it("is summed up by what waited, what ran, and what held the loop up", () => {
    const { awaits, functions, blocking } = createSummary(source);
    expect(awaits.map(({ text, count }) => [text, count])).toEqual([
      ["load(id)", 2],
      ["readFile(path)", 2],
    ]);
    expect(functions[0]).toMatchObject({ text: "main", rejected: 1 });
    expect(blocking).toMatchObject([{ name: "socket", ms: 60, task: -1 }]);
  });

  it("has an overview of what was in flight", () => {
    const { inFlight, peak, blocked } = createOverview(source, 100, 100);
    expect(inFlight[0]).toBeCloseTo(1, 3);
    expect(inFlight[5]).toBeCloseTo(2, 3);
    expect(inFlight[95]).toBe(0);
    expect(peak).toBeCloseTo(2, 3);
    expect([blocked[10], blocked[19], blocked[20], blocked[79], blocked[80]]).toEqual([0, 0, 1, 1, 0]);
    const sum = inFlight.reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(93 + 10 + 79, 1);
  });
});
