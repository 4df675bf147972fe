import { expect, test } from "vitest";
import { reportJson } from "../../src/export/json.ts";
import { createReport } from "../../src/export/report.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { expectGolden } from "../golden.ts";
import { trace } from "../model/trace-language.ts";
import { ASKING, FUTURES, SHOP } from "./traces.ts";

function reportOf(text: string, tasks = false) {
  const builder = createModelBuilder();
  builder.append(trace(text));
  builder.finish();
  return createReport(builder.model, { tasks });
}

test("the whole contract, with tasks", () => {
  expectGolden(new URL("./goldens/report.json", import.meta.url), [...reportJson(reportOf(SHOP, true))].join(""));
});

test("JSON in pieces is the report", () => {
  const report = reportOf(SHOP, true);
  expect(JSON.parse([...reportJson(report)].join(""))).toEqual(report);
  const empty = { ...report, sites: [], functions: [], tasks: [] };
  expect(JSON.parse([...reportJson(empty)].join(""))).toEqual(empty);
});

test("no piece of JSON is much longer than its longest row", () => {
  const report = reportOf(SHOP, true);
  const task = { ...report.tasks![0]!, function: "f".repeat(30_000) };
  const long = { ...report, tasks: new Array(600).fill(task) };
  const pieces = [...reportJson(long)];
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100_000);
  expect(JSON.parse(pieces.join(""))).toEqual(long);
});

test("tasks come only when asked for", () => {
  expect("tasks" in reportOf(SHOP)).toBe(false);
});

test("a killed process has no exit code but a signal, and what it waited for is pending", () => {
  const report = reportOf(`
    file /app/main.ts
    site load function 1:1 load
    site wait await 2:3 in load sleep(10)
    thread main
    0 call 1 load
    1 suspend 1 wait on unknown
    exit 100 signal SIGKILL
  `);
  expect(report.processes[0]).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  expect(report).toMatchObject({ complete: false, findings: [] });
  expect(report.sites[0]).toMatchObject({ pending: 1, minMs: null, p50Ms: null });
});

test("files outside the trace's folder stay absolute, and a folder of a similar name is outside", () => {
  const report = reportOf(`
    file /application/a.ts
    site far function 1:1 far
    file /app/lib/b.ts
    site near function 1:1 near
    thread main
    0 call 1 far
    1 end 1
    2 call 2 near
    3 end 2
    loss /app/big.js it is too large
    end 4
  `);
  expect(report.functions.map(({ file }) => file).sort()).toEqual(["/application/a.ts", "lib/b.ts"]);
  expect(report.losses.uninstrumented).toEqual([{ file: "big.js", reason: "it is too large" }]);
});

test("who started a thread or process, and the messages with what they called and ended", () => {
  const { processes, messages, tasks } = reportOf(ASKING, true);
  const [main, child] = processes;
  const at = { process: 100, thread: 0, task: 1 };
  const by = { ...at, function: "ask", file: "main.ts", line: 1 };
  expect([main!.startedBy, main!.threads[0]!.startedBy]).toEqual([null, null]);
  expect(main!.threads[1]!.startedBy).toEqual({ ...by, atMs: 0.5 });
  expect(child!.startedBy).toEqual({ ...by, atMs: 0.6 });
  expect([...main!.threads, ...child!.threads].map((thread) => thread.messages)).toEqual([
    { sent: 1, received: 1 },
    { sent: 1, received: 1 },
    { sent: 1, received: 0 },
  ]);
  const answer = { process: 100, thread: 1, task: 2, atMs: 20.1 };
  expect(messages).toEqual([
    { id: 1, ipc: false, sent: { ...at, atMs: 1 }, received: { ...answer, task: null, atMs: 10.1 } },
    { id: 2, ipc: false, sent: answer, received: { ...at, task: null, atMs: 30.1 } },
    { id: 3, ipc: true, sent: { process: 101, thread: 0, task: null, atMs: 12.1 }, received: null },
  ]);
  expect(tasks!.map(({ message }) => message)).toEqual([null, 1]);
  expect(tasks![0]!.awaits[0]!.on.message).toBe(2);
});

test("futures: where they were made, what became of them, and who awaited them", () => {
  const { futureSites, futures } = reportOf(`${FUTURES}\n end 100`, true);
  expect(
    futureSites.map(({ text, count, unused, pending, unknown, fulfilled, awaits }) => [
      text,
      count,
      unused,
      pending,
      unknown,
      fulfilled,
      awaits,
    ]),
  ).toEqual([
    ["new Promise(forget)", 1, 1, 0, 1, 0, 0],
    ["new Promise(open)", 1, 0, 0, 0, 1, 2],
    ["opened.then(read)", 1, 0, 0, 1, 0, 0],
    ["new Promise(hole)", 1, 0, 1, 0, 0, 1],
  ]);
  expect(futureSites[0]).toMatchObject({ file: "main.ts", line: 4, column: 9, function: "main" });
  expect(futures!.map(({ awaitedBy, stillWaiting }) => [awaitedBy, stillWaiting])).toEqual([
    [[1, 2], 0],
    [[], 0],
    [[], 0],
    [[2], 1],
    [[1], 0],
  ]);
});
