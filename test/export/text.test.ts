import { expect, test } from "vitest";
import { displayWidth } from "../../src/export/display-width.ts";
import { createReport } from "../../src/export/report.ts";
import type { Report } from "../../src/export/report-types.ts";
import { formatReport } from "../../src/export/text.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { expectGolden } from "../golden.ts";
import { trace } from "../model/trace-language.ts";
import { ASKING, FUTURES, SHOP } from "./traces.ts";

function reportOf(text: string): Report {
  const builder = createModelBuilder();
  builder.append(trace(text));
  builder.finish();
  return createReport(builder.model, { tasks: false });
}

test.each([120, 80, 56])("a page of %i columns", (width) => {
  const text = formatReport(reportOf(SHOP), { width, colour: false });
  expectGolden(new URL(`./goldens/report-${width}.txt`, import.meta.url), text);
  expect(text.split("\n").filter((line) => displayWidth(line) > width)).toEqual([]);
});

test("threads, who started them, and their messages", () => {
  const text = formatReport(reportOf(ASKING), { width: 100, colour: false });
  expect(
    text
      .split("\n\n")
      .find((section) => section.startsWith("Threads"))
      ?.trimEnd(),
  ).toBe(
    [
      "Threads",
      "process 100: main.ts · 1 message received · 1 message sent",
      "worker 1: main.ts · started by ask at 500 µs, main.ts:1 · 1 message received · 1 message sent",
      "process 101: main.ts · started by ask at 600 µs, main.ts:1 · 1 message sent",
    ].join("\n"),
  );
});

test("colours are all that colour adds", () => {
  const plain = formatReport(reportOf(SHOP), { width: 100, colour: false });
  const coloured = formatReport(reportOf(SHOP), { width: 100, colour: true });
  expect(coloured).toContain("\x1B[1m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours begin with one
  expect(coloured.replace(/\x1B\[\d+m/g, "")).toBe(plain);
});

test("nothing awaited, nothing lost: a short page", () => {
  const text = formatReport(reportOf("thread main\n1 turn Timeout\n2 turn-end\nend 5 exit 0"), {
    width: 80,
    colour: false,
  });
  expect(text).toBe(
    "main.ts · 5.00 ms · 0 tasks · 0 awaits · exit code 0\nnode v24.0.0 · 2 events in 520 B · recording cost 0.0 %\n\nSlowest awaits\nNothing was awaited.\n",
  );
});

test("names from the program cannot steer the terminal", () => {
  const report = reportOf(SHOP);
  const evil = "\x1B[2J\x07\u202Egnp.exe\x9B31m\nsecond line";
  const text = formatReport(
    {
      ...report,
      sites: report.sites.map((site) => ({
        ...site,
        text: evil,
        function: evil,
        on: [{ kind: "future", label: evil, count: 1 }],
      })),
      functions: report.functions.map((each) => ({ ...each, name: evil, file: evil })),
      findings: report.findings.map((finding) => ({ ...finding, message: evil, file: evil })),
      losses: { ...report.losses, uninstrumented: [{ file: evil, reason: evil }] },
      processes: report.processes.map((process) => ({
        ...process,
        runtime: evil,
        threads: [{ ...process.threads[0]!, file: evil, running: { function: evil, file: evil, line: 1, sinceMs: 1 } }],
      })),
    },
    { width: 100, colour: false },
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(text).not.toMatch(/[\0-\x09\x0B-\x1F\x7F-\x9F\u202E]/);
  expect(text).toContain("�[2J��gnp.exe�31m second");
});

test("wide characters take two cells and keep the columns straight", () => {
  const text = formatReport(
    reportOf(SHOP.replaceAll("openShop()", "店を開く()👩‍👩‍👧 é".normalize("NFD")).replaceAll(" load\n", " 読み込み\n")),
    { width: 100, colour: false },
  );
  expectGolden(new URL("./goldens/report-wide.txt", import.meta.url), text);
  const lines = text.split("\n").slice(3);
  const column = displayWidth(lines[1]!.slice(0, lines[1]!.indexOf("where")));
  for (const line of lines.slice(2, 6)) {
    const at = line.indexOf("shop.ts:");
    expect(displayWidth(line.slice(0, at))).toBe(column);
  }
});

test("workers that did not end well are counted", () => {
  const report = reportOf(SHOP);
  const [main] = report.processes;
  const thread = main!.threads[0]!;
  const workers = (["terminated", "terminated", "out of memory", "process ended", null, null] as const).map(
    (ending, at) => ({
      ...thread,
      id: at + 1,
      kind: "worker" as const,
      ending,
      exitCode: at === 4 ? 3 : 0,
    }),
  );
  const text = formatReport(
    { ...report, processes: [{ ...main!, threads: [thread, ...workers] }] },
    { width: 200, colour: false },
  );
  expect(text.split("\n")[0]).toMatch(/ · 1 worker out of memory · 2 workers terminated · 1 worker failed$/);
});

test("a program that became another one is said to be replaced", () => {
  const report = reportOf(SHOP);
  const [main] = report.processes;
  const threads = [{ ...main!.threads[0]!, ending: "replaced" as const }];
  const text = formatReport(
    { ...report, processes: [{ ...main!, exitCode: null, threads }] },
    { width: 200, colour: false },
  );
  expect(text.split("\n")[0]).toMatch(/ · replaced by another program$/);
});

test("futures that nobody used", () => {
  const text = formatReport(reportOf(`${FUTURES}\n end 100`), { width: 80, colour: false });
  const section = text.split("\n\n").find((part) => part.startsWith("Not awaited"));
  expect(section?.trimEnd().split("\n")).toEqual([
    "Not awaited, chained or grouped by traced code: 1 future",
    "unused  of  promise              in    where",
    "     1   1  new Promise(forget)  main  main.ts:4",
  ]);
  expect(formatReport(reportOf(SHOP), { width: 80, colour: false })).not.toContain("Not awaited, chained");
});
