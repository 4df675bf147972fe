import { describe, expect, it } from "vitest";
import { Outcome } from "../../src/format/spec.ts";
import { type Model, TaskMark } from "../../src/model/types.ts";
import { build, dump } from "./build.ts";
import { checkModel } from "./check-model.ts";
import { Random } from "./random.ts";
import { randomTrace } from "./random-trace.ts";
import { concat, traceChunks } from "./trace-language.ts";

const SITES = `
file /app/main.ts
site load function 1:1 load
site wait await 2:3 in load sleep(10)
site next await 3:3 in load sleep(20)`;

describe("a gap in a thread's chunks", () => {
  const BEFORE = `${SITES}
    thread main
    0 call 1 load
    1 suspend 1 wait on value
    lose`;

  it("makes open tasks and awaits unknown, not waiting", () => {
    expect(dump(`${BEFORE}\nend 9`)).toMatchInlineSnapshot(`
      "process 100
        main
          turn stretch 0–1 load#0 ran 1
          load#0 /app/main.ts:1:1 0–1 unknown ran 1 waited 0 (incomplete)
            await sleep(10) 2:3 1–1 unknown on plain value
      missing chunks: 1"
    `);
  });

  it("lets a task go on that is heard of again, without inventing the end of its wait", () => {
    expect(dump(`${BEFORE}\n5 resume 1\n6 suspend 1 next on value\n8 resume 1\n9 end 1\nend 9`)).toMatchInlineSnapshot(`
      "process 100
        main
          turn stretch 0–1 load#0 ran 1
          turn stretch 5–6 load#0 ran 1
          turn stretch 8–9 load#0 ran 1
          load#0 /app/main.ts:1:1 0–9 fulfilled ran 3 waited 2 (incomplete)
            await sleep(10) 2:3 1–1 unknown on plain value
            await sleep(20) 3:3 6–8 fulfilled on plain value
      missing chunks: 1"
    `);
  });

  it("starts a task where it is first heard of, and learns its function from its await", () => {
    expect(dump(`${BEFORE}\n5 resume 2\n6 suspend 2 next on value\n8 resume 2\n9 end 2\nend 9`)).toContain(
      "load#1 /app/main.ts:1:1 5–9 fulfilled ran 2 waited 2 (known from here)",
    );
  });

  it("shows an await that is open after the gap as pending", () => {
    expect(dump(`${BEFORE}\n5 resume 1\n6 suspend 1 next on value\nend 9`)).toContain(
      "await sleep(20) 3:3 6–… pending on plain value",
    );
  });
});

describe("dropped events", () => {
  it("are a gap where the count grows", () => {
    const text = `${SITES}\nthread main\n0 call 1 load\n1 suspend 1 wait on value\ndrop 3\n5 resume 1\n6 end 1\nend 9`;
    expect(dump(text)).toMatchInlineSnapshot(`
      "process 100
        main
          turn stretch 0–1 load#0 ran 1
          turn stretch 5–6 load#0 ran 1
          load#0 /app/main.ts:1:1 0–6 fulfilled ran 2 waited 0 (incomplete)
            await sleep(10) 2:3 1–1 unknown on plain value
      dropped events: 3"
    `);
  });
});

describe("a trace without the thread's end", () => {
  const OPEN = `${SITES}\nthread main\n0 call 1 load\n1 suspend 1 wait on value`;

  it("leaves unknown what was open", () => {
    expect(dump(OPEN)).toContain("await sleep(10) 2:3 1–1 unknown");
  });

  it("leaves pending what was open when a signal ended the process", () => {
    expect(dump(`${OPEN}\nexit 100 signal SIGINT`)).toContain("await sleep(10) 2:3 1–… pending");
  });

  it("leaves pending what was open in a process behind the one that a signal ended", () => {
    expect(dump(`${OPEN}\nexit 99 signal SIGINT`)).toContain("await sleep(10) 2:3 1–… pending");
    expect(dump(`${OPEN}\nexit 99 code 1`)).toContain("await sleep(10) 2:3 1–1 unknown");
  });
});

describe("lost descriptions", () => {
  it("give sites and turns no name, and keep their times", () => {
    const chunks = traceChunks(
      `${SITES}\nthread main\n0 turn Timeout\n0 call 1 load\n1 suspend 1 wait on value\n2 resume 1\n3 end 1\nend 3`,
    );
    const [start, sites, names, ...rest] = chunks;
    expect(dump(concat([start!, ...rest]))).toMatchInlineSnapshot(`
      "process 100
        main
          turn  0–3 (unknown)#0 ran 1
          (unknown)#0 ?:0:0 0–3 fulfilled from callback ran 2 waited 1
            await 0:0 1–2 fulfilled on plain value in turn 
      missing chunks: 2"
    `);
    expect(dump(concat([sites!, names!, ...rest]))).toContain("main, place guessed");
  });
});

describe("chunks removed at random", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("never make a wait false (seed %i)", (seed) => {
    const random = new Random(seed);
    const [start, ...rest] = traceChunks(randomTrace(seed, { turnless: seed % 2 === 0 }));
    const whole = build(concat([start!, ...rest]));
    for (const part of [0.01, 0.1, 0.3, 0.6, 0.9]) {
      const kept = rest.filter(() => !random.chance(part));
      const model = build(concat([start!, ...kept]));
      checkModel(model);
      expect(falseAwaits(whole, model)).toEqual([]);
      expect(falseTasks(whole, model)).toEqual([]);
    }
  });
});

/** Every event of a random trace has a time of its own, so a start names an await. */
function falseAwaits(whole: Model, model: Model): string[] {
  const rowAt = new Map(Array.from({ length: whole.awaits.length }, (_, row) => [whole.awaits.startMs[row], row]));
  const problems: string[] = [];
  for (let row = 0; row < model.awaits.length; row++) {
    const startMs = model.awaits.startMs[row]!;
    const truth = rowAt.get(startMs);
    const outcome = model.awaits.outcome[row];
    if (truth === undefined) problems.push(`await at ${startMs} never was`);
    else if (outcome !== Outcome.Unknown && outcome !== whole.awaits.outcome[truth])
      problems.push(`await at ${startMs}`);
    else if (outcome !== Outcome.Unknown && !Object.is(model.awaits.endMs[row], whole.awaits.endMs[truth]))
      problems.push(`await at ${startMs} ends at ${model.awaits.endMs[row]}`);
  }
  return problems;
}

function falseTasks(whole: Model, model: Model): string[] {
  const rowAt = new Map(Array.from({ length: whole.tasks.length }, (_, row) => [whole.tasks.startMs[row], row]));
  const problems: string[] = [];
  const { tasks } = model;
  for (let row = 0; row < tasks.length; row++) {
    if (tasks.marks[row]! & TaskMark.KnownFromHere) continue;
    const startMs = tasks.startMs[row]!;
    const truth = rowAt.get(startMs);
    if (truth === undefined) {
      problems.push(`task at ${startMs} never was`);
      continue;
    }
    const outcome = tasks.outcome[row];
    if (outcome !== Outcome.Unknown && outcome !== whole.tasks.outcome[truth]) problems.push(`task at ${startMs}`);
    if (outcome !== Outcome.Unknown && !Object.is(tasks.endMs[row], whole.tasks.endMs[truth]))
      problems.push(`task at ${startMs} ends at ${tasks.endMs[row]}`);
    const missing = [
      whole.tasks.runningMs[truth]! - tasks.runningMs[row]!,
      waitedMs(whole, truth) - (outcome === Outcome.Pending ? waitedMs(model, row) : tasks.waitingMs[row]!),
    ];
    const isIncomplete = (tasks.marks[row]! & TaskMark.Incomplete) !== 0;
    if (missing.some((ms) => (isIncomplete ? ms < -1e-6 : Math.abs(ms) > 1e-6)))
      problems.push(`sums of task at ${startMs}`);
  }
  return problems;
}

/** With the wait that is still open. */
function waitedMs({ tasks, awaits, endMs }: Model, task: number): number {
  const last = tasks.lastAwait[task]!;
  const isOpen = last >= 0 && awaits.outcome[last] === Outcome.Pending;
  return tasks.waitingMs[task]! + (isOpen ? endMs - awaits.startMs[last]! : 0);
}
