import { expect, test } from "vitest";
import { findAll } from "../../src/insights/find-all.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { trace } from "../model/trace-language.ts";

const SITES = `
  file /app/main.ts
  site module module 1:1 <module>
  site top await 2:1 in module main()
  site main function 3:1 main
  site wait await 4:3 in main step()
  site step function 5:1 step
  site inner await 6:3 in step ready
  site gen function 8:1 items
  site out yield 9:3 in gen item
  site group combinator 10:3 in main Promise.all
  thread main
`;

/** What is found in a trace of those sites, a line each. */
function findings(events: string): string[] {
  const builder = createModelBuilder();
  builder.append(trace(SITES + events));
  builder.finish();
  const { sites } = builder.model;
  return findAll(builder.model).map(({ rule, severity, message, site, tasks, awaits, savingMs }) => {
    const rows = `tasks ${tasks.join(" ")}${awaits.length > 0 ? ` awaits ${awaits.join(" ")}` : ""}`;
    return `${severity} ${rule} ${sites[site]!.line}: ${message} (${rows}; ${savingMs} ms)`;
  });
}

test("never settled: the last of a chain of waiting tasks, once for all calls", () => {
  expect(
    findings(`
      0 call 1 main
      0 call 2 step by 1
      0 future 9
      0 suspend 2 inner on 9
      0 suspend 1 wait on 2
      1 call 3 step
      1 suspend 3 inner on 9
      end 5
    `),
  ).toEqual([
    'warning never-settled 6: What "ready" waits for never came: 2 calls of step() still waited when the program ended. (tasks 1 2 awaits 0 2; 0 ms)',
  ]);
});

test("never settled: nothing of a module that may have thrown", () => {
  const ended = (end: string, on = "on 9") =>
    findings(`0 call 1 module\n0 future 9\n0 call 2 main by 1\n0 suspend 2 wait on 9\n1 suspend 1 top ${on}\n${end}`)
      .length;
  expect([ended("end 5 exit 13"), ended("end 5 exit 1"), ended("end 5 exit 1", "on 2")]).toEqual([2, 1, 1]);
});

test("never settled: of a worker that ended by itself, and nothing of one that was terminated", () => {
  const worker = (end: string) =>
    findings(`end 5\nthread other worker 1\n1 call 1 main\n1 suspend 1 inner on value\n${end}`);
  expect(worker("end 4")).toEqual([
    'warning never-settled 6: What "ready" waits for never came: 1 call of main() still waited when the worker ended. (tasks 0 awaits 0; 0 ms)',
  ]);
  expect(worker("end 4 exit 1 terminated")).toEqual([]);
});

test("never settled: a member of a group that is no task is named, one that is a task speaks for itself", () => {
  expect(
    findings(`
      0 call 1 main
      0 future 9
      0 call 2 step by 1
      0 end 2
      0 group 3 group all 2 9
      0 suspend 1 wait on 3
      end 5
    `),
  ).toEqual([
    'warning never-settled 4: What "step()" waits for never came: 1 call of main() still waited when the program ended. (tasks 0 awaits 0; 0 ms)',
  ]);
});

test("never settled: a module that waits is an error, a generator at rest is none", () => {
  expect(
    findings("0 call 1 module\n0 suspend 1 top on unknown\n1 call 2 gen\n1 suspend 2 out on value\nend 5"),
  ).toEqual([
    'error never-settled 2: What "main()" waits for never came: the module still waited when the program ended. (tasks 0 awaits 0; 0 ms)',
  ]);
});

test.each([
  ["still runs or was killed", "0 call 1 step\n0 suspend 1 inner on unknown\nexit 100 signal SIGKILL"],
  ["lost its end", "0 call 1 step\n0 suspend 1 inner on unknown\nlose\ndrop 3\n2 turn Timeout\nend 5"],
])("never settled: silent of a program that %s", (_, events) => {
  expect(findings(events)).toEqual([]);
});

const REJECTED = "0 call 2 step by 1\n0 future 9\n0 suspend 2 inner on 9";

test("rejected and never awaited", () => {
  expect(
    findings(`
      0 call 1 main
      ${REJECTED}
      0.5 future 8
      1 suspend 1 wait on 8
      2 turn Timeout
      2.1 resume 2 rejected
      2.2 end 2 rejected
      2.3 turn-end
      4 turn Timeout
      4.1 resume 1
      4.2 end 1
      end 5
    `),
  ).toEqual([
    "warning rejected-unawaited 5: step() was rejected and never awaited by traced code; only a catch(), a then() or other code can have seen it. (tasks 1; 0 ms)",
  ]);
});

const ENDING = "2 turn Timeout\n2.1 resume 2 rejected\n2.2 end 2 rejected";

test.each([
  [
    "was awaited",
    `0 call 1 main\n${REJECTED}\n1 suspend 1 wait on 2\n${ENDING}\n2.3 resume 1 rejected\n2.4 end 1\nend 5`,
  ],
  [
    "was in a group",
    `0 call 1 main\n${REJECTED}\n0 group 3 group all 2\n1 suspend 1 wait on 3\n${ENDING}\n2.3 resume 1 rejected\n2.4 end 1\nend 5`,
  ],
  ["may have been returned", `0 call 1 main\n${REJECTED}\n1 end 1\n${ENDING}\nend 5`],
  [
    "may have come through a chain",
    `0 call 1 main\n${REJECTED}\n0 future 8\n1 suspend 1 wait on 8\n${ENDING}\n2.3 resume 1\n2.4 end 1\nend 5`,
  ],
  [
    "may have been awaited by what was lost",
    `0 call 1 main\n${REJECTED}\n1 suspend 1 wait on value\n${ENDING}\ndrop 1\n4 end 1\nend 5`,
  ],
])("rejected: silent of a task that %s", (_, events) => {
  expect(findings(events).filter((line) => line.includes("rejected-unawaited"))).toEqual([]);
});

test("a task that ran without yielding, what stood still meanwhile, and not those who wait for it", () => {
  expect(
    findings(`
      0 call 1 main
      0 call 2 step by 1
      0 future 9
      0 suspend 2 inner on 9
      0 suspend 1 wait on 2
      0 call 3 gen
      0 future 8
      0 suspend 3 out on 8
      5 turn Timeout
      5 resume 2
      80 end 2
      80 resume 1
      80.5 end 1
      81 turn-end
      82 turn Timeout
      82 resume 3
      83 end 3
      83 turn-end
      end 90
    `),
  ).toEqual([
    "warning loop-blocked 5: step() held the event loop for 75 ms without a break; 1 await could not go on meanwhile. (tasks 1 awaits 2; 75 ms)",
  ]);
});

test("several blocks of one function are one finding, the worst first; 50 ms are none", () => {
  const turn = (id: number, from: number, ms: number) =>
    `${from} turn Timeout\n${from} call ${id} step\n${from + ms} end ${id}\n${from + ms} turn-end\n`;
  expect(findings(`${turn(1, 0, 60)}${turn(2, 100, 120)}${turn(3, 300, 50)}end 400`)).toEqual([
    "warning loop-blocked 5: step() held the event loop 2 times, at worst for 120 ms without a break. (tasks 1 0; 180 ms)",
  ]);
});

test("callbacks that block are said of the task that had them scheduled; a task that blocks in them speaks for itself", () => {
  expect(
    findings(`
      0 turn Timeout
      0 call 1 main
      1 end 1
      1 turn-end
      10 turn Timeout
      10 cause turn by 1 at 0 asked 5
      90 turn-end
      100 turn Timeout
      100 cause turn by 1 at 0 asked 5
      160 call 2 step
      161 end 2
      161 turn-end
      200 turn Timeout
      200 cause turn by 1 at 0 asked 5
      200 call 3 step
      270 end 3
      270 turn-end
      300 turn TCP
      400 turn-end
      end 500
    `),
  ).toEqual([
    "warning loop-blocked 5: step() held the event loop for 70 ms without a break. (tasks 2; 70 ms)",
    "warning loop-blocked 3: A callback (timer) that main() had scheduled held the event loop 2 times, at worst for 80 ms outside of traced async functions. (tasks 0; 140 ms)",
  ]);
});
