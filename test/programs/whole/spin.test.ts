/** A thread that never yields again: while it hangs, the file has what came before, and names what it is in. */
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { formatReport } from "../../../src/export/text.ts";
import { functionName } from "../../../src/model/describe.ts";
import { createModelBuilder } from "../../../src/model/builder.ts";
import { Outcome } from "../../../src/format/spec.ts";
import { type NodeLine, NODE_LINES } from "../programs.ts";
import { createReport } from "../../../src/export/report.ts";
import type { ReportThread } from "../../../src/export/report-types.ts";
import { Lab, readModel, tasksOf } from "./run.ts";

const lab = new Lab();
afterAll(() => lab.remove());

/** What the file says while the program hangs: the name of the running task, which no await of its own has left. */
function runningTask(trace: string): string | null {
  const builder = createModelBuilder();
  const bytes = readFileSync(trace);
  if (bytes.length === 0) return null;
  builder.append(bytes);
  const { model } = builder;
  const { tasks, awaits } = model;
  for (let task = tasks.length - 1; task >= 0; task--) {
    const last = tasks.lastAwait[task]!;
    const isWaiting = last >= 0 && awaits.outcome[last] === Outcome.Pending;
    if (tasks.outcome[task] === Outcome.Pending && !isWaiting) return functionName(model, tasks.site[task]!);
  }
  return null;
}

const SOURCE = `
const { writeSync } = require("node:fs");
async function child() { await new Promise((done) => setTimeout(done, 20)); }
async function hangs() { writeSync(1, "spinning\\n"); for (;;); }
async function main() { for (let at = 0; at < 5; at++) await child(); await hangs(); }
main();`;

test.each([
  ["SIGTERM", 22],
  ["SIGINT", 24],
  ["SIGTERM", 26],
] as const)("%s ends it as in plain, on Node %i", async (signal, line) => {
  const seen: (string | null)[] = [];
  const traced = await lab.traced({ file: `spin-${line}.cjs`, source: SOURCE }, line, {
    onStart: (child, trace) => void watch(child, trace, signal, seen),
  });
  expect(traced).toMatchObject({ end: signal, stdout: "spinning\n", stderr: "" });
  expect(seen.at(-1)).toBe("hangs");
  const running = traced.report.processes[0]!.threads[0]!.running!;
  expect(running).toMatchObject({ function: "hangs", line: 4 });
  expect(formatReport(traced.report, { width: 100, colour: false })).toMatch(/^Still running at the end: hangs, since [\d.,]+ m?s, /m);
  expect(tasksOf(traced.model)).toEqual(["main pending", ...Array(5).fill("child fulfilled"), "hangs pending"]);
});

async function watch(child: ChildProcess, trace: string, signal: NodeJS.Signals, seen: (string | null)[]) {
  await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  for (let look = 0; look < 500 && seen.at(-1) !== "hangs"; look++) {
    await sleep(10);
    seen.push(runningTask(trace));
  }
  child.kill(signal);
}

test("a synchronous function that hangs has the name of the task that called it, also while it hangs", async () => {
  const source = `
const { writeSync } = require("node:fs");
function sync() { writeSync(1, "spinning\\n"); for (;;); }
async function calls() { await null; sync(); }
async function waits() { await new Promise(() => {}); }
async function main() { waits(); await calls(); }
main();`;
  let live: Promise<boolean> | undefined;
  const traced = await lab.traced({ file: "sync.cjs", source }, 24, {
    onStart(child, trace) {
      live = killOnceSeen(child, trace, ({ running }) => running?.function === "calls");
    },
  });
  expect(await live).toBe(true);
  expect(traced.report.processes[0]!.threads[0]!.running).toMatchObject({ function: "calls", line: 4 });
});

test.each([24, 26] as const)("a callback that hangs is named by what called it and who set it, Node %i", async (line) => {
  const source = `
const { writeSync } = require("node:fs");
async function waits() { await new Promise(() => {}); }
async function sets() { setTimeout(() => { writeSync(1, "spinning\\n"); for (;;); }, 20); await waits(); }
sets();`;
  let live: Promise<boolean> | undefined;
  const traced = await lab.traced({ file: `callback-${line}.cjs`, source }, line, {
    onStart(child, trace) {
      live = killOnceSeen(child, trace, ({ runningCallback }) => runningCallback?.scheduledBy === "sets");
    },
  });
  expect(await live).toBe(true);
  expect(traced.report.processes[0]!.threads[0]).toMatchObject({
    running: null,
    runningCallback: { turn: "timer", scheduledBy: "sets" },
  });
  expect(formatReport(traced.report, { width: 100, colour: false })).toMatch(
    /^Still running at the end: a callback \(timer\) that sets had scheduled, since [\d.,]+ m?s$/m,
  );
});

test.each([24, 26] as const)("a top level that hangs is named, as far as it can be told, Node %i", async (line) => {
  const source = `
const { writeSync } = require("node:fs");
async function waits() { await new Promise((done) => setTimeout(done, 5)); }
waits();
writeSync(1, "spinning\\n");
for (;;);`;
  let live: Promise<boolean> | undefined;
  const traced = await lab.traced({ file: `top-level-${line}.cjs`, source }, line, {
    onStart(child, trace) {
      live = killOnceSeen(child, trace, ({ isInFirstRun, running, loop }) => isInFirstRun && running === null && loop.turns === 1);
    },
  });
  expect(await live).toBe(true);
  expect(traced.report.processes[0]!.threads[0]).toMatchObject({ running: null, runningCallback: null, isInFirstRun: true });
  expect(formatReport(traced.report, { width: 200, colour: false })).toMatch(
    /^Still running at the end: the top level of .*top-level-\d+\.cjs or what it left to do at once, or waiting for a first callback$/m,
  );
});

test("nothing is said of a process that runs nothing traced", async () => {
  const source = `
const { writeSync } = require("node:fs");
writeSync(1, "spinning\\n");
for (;;);`;
  const traced = await lab.traced({ file: "untraced.cjs", source }, 24, {
    onStart: (child) => void child.stdout?.once("data", () => setTimeout(() => child.kill("SIGKILL"), 50)),
  });
  expect(traced.report.processes[0]!.threads[0]).toMatchObject({ isInFirstRun: false });
});

test("a program that was killed after its first callback is not said to be at its top level", async () => {
  const source = `
const { writeSync } = require("node:fs");
async function waits() { await new Promise((done) => setTimeout(done, 5)); writeSync(1, "waiting\\n"); await new Promise((done) => setTimeout(done, 1e6)); }
waits();`;
  let live: Promise<boolean> | undefined;
  const traced = await lab.traced({ file: "past-top.cjs", source }, 24, {
    onStart(child, trace) {
      live = killOnceSeen(child, trace, ({ isInFirstRun, running, runningCallback }) => !isInFirstRun && running === null && runningCallback === null);
    },
  });
  expect(await live).toBe(true);
  expect(formatReport(traced.report, { width: 200, colour: false })).not.toContain("Still running");
});

/** Kills a program once its report says so while it spins. Whether it did. */
async function killOnceSeen(child: ChildProcess, trace: string, isSeen: (main: ReportThread) => boolean): Promise<boolean> {
  await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  let seen = false;
  for (let look = 0; look < 500 && !seen; look++) {
    await sleep(10);
    const main = createReport(readModel(readFileSync(trace)), { tasks: false }).processes[0]?.threads[0];
    seen = main !== undefined && isSeen(main);
  }
  child.kill("SIGKILL");
  return seen;
}

test.each(NODE_LINES)("an error at the file's top before any await is still a whole trace, Node %i", async (line: NodeLine) => {
  const source = "async function never() {}\nfor (const at = Date.now(); Date.now() - at < 5; );\nthrow new Error('top');";
  const traced = await lab.traced({ file: `top-${line}.cjs`, source }, line);
  expect(traced.end).toBe(1);
  expect(traced.model.threads).toHaveLength(1);
});
