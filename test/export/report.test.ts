import { expect, test } from "vitest";
import { reportJson } from "../../src/export/json.ts";
import { createReport } from "../../src/export/report.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { expectGolden } from "../golden.ts";
import { trace } from "../model/trace-language.ts";
import { SHOP } from "./traces.ts";

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
