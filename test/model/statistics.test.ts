import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Outcome } from "../../src/format/spec.ts";
import { LoopIndex, ranDuring } from "../../src/model/loop-busy.ts";
import {
  distribution,
  functionStatistics,
  siteStatistics,
  statisticsOfFunction,
  statisticsOfSite,
} from "../../src/model/statistics.ts";
import type { Model } from "../../src/model/types.ts";
import { build } from "./build.ts";
import { randomTrace } from "./random-trace.ts";

const SITES = `
file /app/main.ts
site load function 1:1 load
site wait await 2:3 in load sleep(10)
site block function 5:1 block
site rest await 6:3 in block rest()`;

describe("percentiles", () => {
  it("are the smallest values that enough others do not exceed", () => {
    const duration = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1 }), (durations) => {
        const naive = (part: number) => {
          const isEnough = (value: number) =>
            durations.filter((other) => other <= value).length >= part * durations.length;
          return Math.min(...durations.filter(isEnough));
        };
        expect(distribution(Float64Array.from(durations))).toEqual({
          minMs: Math.min(...durations),
          p50Ms: naive(0.5),
          p95Ms: naive(0.95),
          maxMs: Math.max(...durations),
        });
      }),
    );
  });

  it("of nothing are no numbers", () => {
    expect(distribution(new Float64Array(0)).p50Ms).toBeNaN();
  });
});

describe("statistics of a site", () => {
  const model = build(`${SITES}
    thread main
    0 call 1 load
    0 suspend 1 wait on value
    1 call 2 load
    1 suspend 2 wait on value
    2 call 3 load
    2 suspend 3 wait on value
    4 resume 1
    4 end 1
    9 resume 2 rejected
    9 end 2 rejected
    end 12`);

  it("count what ended, failed, and still waits", () => {
    expect(siteStatistics(model)).toEqual([
      {
        site: 1,
        count: 3,
        pending: 1,
        rejected: 1,
        unknown: 0,
        totalMs: 4 + 8 + 10,
        loopBusyMs: 0,
        last: 2,
        minMs: 4,
        p50Ms: 4,
        p95Ms: 8,
        maxMs: 8,
      },
    ]);
    expect(statisticsOfSite(model, 1)).toEqual(siteStatistics(model)[0]);
    expect(statisticsOfSite(model, 0)).toBeNull();
  });

  it("count what is open up to the end of its own thread, or of its process, not the trace's", () => {
    const many = (ends: string) =>
      build(`${SITES}
        thread main
        0 call 1 load
        0 turn Timeout
        90 turn-end
        end 100
        thread other ${ends}`);
    const open = "10 call 1 load\n10 suspend 1 wait on value\n";
    const busy = "20 turn Timeout\n25 turn-end\n";
    const worker = siteStatistics(many(`worker 1\n${open}${busy}end 40`));
    expect(worker).toMatchObject([{ pending: 1, totalMs: 30, loopBusyMs: 5 }]);
    const killed = many(`pid 101 started 0\n${open}${busy}exit 101 signal SIGKILL`);
    expect(siteStatistics(killed)).toMatchObject([{ pending: 1, totalMs: 15, loopBusyMs: 5 }]);
    expect(statisticsOfSite(killed, 1)).toEqual(siteStatistics(killed)[0]);
    const running = many(`pid 101 started 0\n${open}${busy}exit 200 signal SIGKILL`);
    expect(siteStatistics(running)).toMatchObject([{ pending: 1, totalMs: 90, loopBusyMs: 5 }]);
  });

  it("do the same for functions", () => {
    const [load] = functionStatistics(model);
    expect(load).toMatchObject({ site: 0, calls: 3, fulfilled: 1, rejected: 1, pending: 1, waitingMs: 12, last: 2 });
    expect(load).toMatchObject({ minMs: 4, maxMs: 8 });
    expect(statisticsOfFunction(model, 0)).toEqual(load);
    expect(statisticsOfFunction(model, 1)).toBeNull();
  });

  it("take no time from waits and calls that losses cut", () => {
    const cut = build(
      `${SITES}\nthread main\n0 call 1 load\n1 suspend 1 wait on value\nlose\n50 resume 1\n51 end 1\nend 60`,
    );
    expect(siteStatistics(cut)[0]).toMatchObject({ count: 1, unknown: 1, totalMs: 0, maxMs: Number.NaN });
    expect(functionStatistics(cut)[0]).toMatchObject({ calls: 1, fulfilled: 1, maxMs: 51 });
    const half = build(`${SITES}\nthread main\nlose\n5 resume 1\n6 end 1\nend 60`);
    expect(functionStatistics(half)[0]).toMatchObject({ calls: 1, fulfilled: 1, maxMs: Number.NaN });
  });
});

describe("loop-busy time", () => {
  const model = build(`${SITES}
    thread main
    0 turn Timeout
    0 call 1 load
    1 suspend 1 wait on value
    2 turn-end
    10 turn Timeout
    11 call 2 block
    12 call 3 block by 2
    30 suspend 3 rest on value
    31 suspend 2 rest on value
    35 turn-end
    40 turn Timeout
    41 turn-end
    42 resume 1
    43 end 1
    end 50`);

  it("is the part of a wait in which the loop was in a turn", () => {
    expect(new LoopIndex(model).busyInAwait(model, 0)).toBe(1 + 25 + 2);
    expect(siteStatistics(model)[0]!.loopBusyMs).toBe(28);
  });

  it("names the tasks that ran, without those they called", () => {
    expect(ranDuring(model, 0)).toEqual([
      { task: 2, ms: 18 },
      { task: 1, ms: 2 },
    ]);
  });

  it("does not mix threads", () => {
    const two = build(`${SITES}
      thread a
      0 call 1 load
      0 suspend 1 wait on value
      20 resume 1
      20 end 1
      end 20
      thread b pid 2
      5 turn Timeout
      5 call 1 block
      15 end 1
      end 20`);
    expect(siteStatistics(two)[0]!.loopBusyMs).toBe(0);
    expect(ranDuring(two, 0)).toEqual([]);
  });

  it.each([1, 2, 3, 4])("is the same asked at once, one by one, and by summing up turns (seed %i)", (seed) => {
    const random = build(randomTrace(seed, { turnless: seed === 4 }));
    const loop = new LoopIndex(random);
    const atOnce = loop.busyInAwaits(random);
    for (let row = 0; row < random.awaits.length; row++) {
      expect(atOnce[row]).toBeCloseTo(loop.busyInAwait(random, row), 6);
      expect(atOnce[row]).toBeCloseTo(naiveBusyMs(random, row), 6);
    }
  });
});

function naiveBusyMs({ awaits, turns, endMs }: Model, row: number): number {
  if (awaits.outcome[row] === Outcome.Unknown) return 0;
  const toMs = awaits.outcome[row] === Outcome.Pending ? endMs : awaits.endMs[row]!;
  let sum = 0;
  for (let turn = 0; turn < turns.length; turn++) {
    const from = Math.max(turns.startMs[turn]!, awaits.startMs[row]!);
    sum += Math.max(0, Math.min(turns.endMs[turn]!, toMs) - from);
  }
  return sum;
}
