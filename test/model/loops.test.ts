import { expect, test } from "vitest";
import { functionName } from "../../src/model/describe.ts";
import { threadLoops } from "../../src/model/loops.ts";
import { build } from "./build.ts";

const SITES = `
  file /app/main.ts
  site outer function 1:1 outer
  site inner function 5:1 inner
  site wait await 2:3 in outer rest()
  thread main
`;

const BUSY = `
  0 turn Timeout
  0 cause turn at 0 asked 0
  10 turn-end
  20 turn Timeout
  20 cause turn at 0 asked 12
  20 call 1 outer
  30 call 2 inner by 1
  70 end 2
  80 end 1
  85 turn-end
  90 turn TCP
  150 turn-end
`;

/** The loops of a trace, blocked turns as `start+length: function ms …`. */
function loops(text: string) {
  const model = build(SITES + text);
  const { turns, tasks } = model;
  return threadLoops(model).map(({ blocked, ...loop }) => ({
    ...loop,
    blocked: blocked.map(({ turn, ran }) => {
      const names = ran.map(({ task, ms }) => `${functionName(model, tasks.site[task]!)} ${Math.round(ms)}`);
      return `${turns.startMs[turn]}+${turns.endMs[turn]! - turns.startMs[turn]!}: ${names.join(", ")}`;
    }),
  }));
}

test("busy time, the share of it, the latest timer, and blocked turns with the functions that ran, without what they called", () => {
  expect(loops(`${BUSY}end 270`)).toEqual([
    {
      turns: 3,
      busyMs: 135,
      maxTurnMs: 65,
      utilization: 0.5,
      maxLagMs: 8,
      blockedCount: 2,
      blocked: ["20+65: inner 40, outer 20", "90+60: "],
    },
  ]);
});

test("of a thread without an end the life goes up to the last turn", () => {
  expect(loops(BUSY)[0]!.utilization).toBe(135 / 150);
});

test("only the longest blocked turns are told, all are counted", () => {
  const turns = Array.from({ length: 7 }, (_, at) => `${at * 100} turn TCP\n${at * 100 + 50 + at} turn-end\n`).join("");
  const [loop] = loops(turns);
  expect([loop!.blockedCount, loop!.blocked.length, loop!.blocked[0]]).toEqual([7, 5, "600+56: "]);
});

test("no share where events are lost, none of a thread that lived for no time", () => {
  expect(loops(`${BUSY}drop 3\n160 turn TCP\nend 270`)[0]!.utilization).toBeNaN();
  expect(loops("0 turn TCP\n0 turn-end\nend 0")[0]).toMatchObject({ utilization: Number.NaN, maxLagMs: Number.NaN });
});

test("each thread has its own", () => {
  const [main, worker] = loops(`${BUSY}end 270\nthread other worker 1\n0 turn TCP\n60 turn-end\nend 120`);
  expect([main!.blockedCount, worker!.blockedCount, worker!.utilization]).toEqual([2, 1, 0.5]);
});

test("of two tasks that ran equally long in a turn the first is its longest, wherever they lie on the axis", () => {
  const model = build(`${SITES}
    0 turn Timeout
    34.5551 call 1 outer
    34.5554 end 1
    34.5563 call 2 inner
    34.5566 end 2
    40 turn-end`);
  expect(34.5566 - 34.5563, "doubles tell them apart").toBeGreaterThan(34.5554 - 34.5551);
  expect(model.turns.longestTask[0]).toBe(0);
});
