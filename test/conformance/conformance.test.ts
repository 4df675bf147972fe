/**
 * The conformance runner itself, on a checkout of a dozen tests of our own that look like test262's. The real ones are
 * run by name: `npm run conformance`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { NODE_LINES, NODES } from "../nodes.ts";
import { type Comparison, compare } from "./compare.ts";
import { readFrontmatter } from "./frontmatter.ts";
import { readOptions } from "./options.ts";
import { createPool } from "./pool.ts";
import { rewriteAll } from "./rewriting.ts";
import { type Isolation, isSelected, isTest, listFiles, readTest, runsOf } from "./tests.ts";

const checkout = fileURLToPath(new URL("fixtures", import.meta.url));
const cache = mkdtempSync(join(tmpdir(), "awaitscope-conformance-cache-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const tests = listFiles(checkout)
  .filter(isTest)
  .map((path) => readTest(checkout, path))
  .filter(isSelected);

function compareFixtures(line: (typeof NODE_LINES)[number], isolation: Isolation): Promise<Comparison> {
  const runs = tests.flatMap((each) => runsOf(each, isolation));
  return compare(NODES[line], runs, createPool(2), { checkout, cache }, () => {});
}

test.each(NODE_LINES)("verdicts are compared, and what differs is found, on Node %i", async (line) => {
  const { passed, failures, differing, realmOnly, unsteady, traces } = await compareFixtures(line, "auto");
  expect(passed).toBe(10);
  const nothing = "Test262:AsyncTestFailure:TypeError: Cannot read properties of null (reading 'x')";
  expect(failures.sort()).toEqual([
    `language/fails.js (sloppy): ${nothing}`,
    `language/fails.js (strict): ${nothing}`,
    "language/never.js (sloppy): never ends",
    "language/never.js (strict): never ends",
  ]);
  const found = differing.map(({ run, plain, traced }) => [run.test.path, run.mode, plain.text, traced.text]);
  expect(found.sort()).toEqual([
    ["language/notices.js", "sloppy", "throws Error: undefined", "throws Error: object"],
    ["language/notices.js", "strict", "throws Error: undefined", "throws Error: object"],
  ]);
  expect([...realmOnly, ...unsteady]).toEqual([]);
  expect(traces.tasks).toBeGreaterThan(6);
  expect(traces.problems).toEqual([]);
  expect([...traces.untouched.keys()].map((path) => path.replace(/.*\//, ""))).toEqual(["refused.js"]);
});

test("a process for each test gives the same verdicts as a realm for each", async () => {
  const verdicts = ({ passed, failures, differing }: Comparison) => ({
    passed,
    failures: failures.sort(),
    differing: differing.length,
  });
  const [alone, together] = await Promise.all([compareFixtures(24, "process"), compareFixtures(24, "auto")]);
  expect(verdicts(alone)).toEqual(verdicts(together));
  expect(alone.alone).toBe(alone.runs);
});

test("every file goes through the rewriter, also those of no interest", async () => {
  const found = await rewriteAll(24, checkout, listFiles(checkout), createPool(2));
  expect(found).toEqual({ files: 11, sources: 21, probed: 15, unparsed: 4, untouched: [], problems: [] });
});

test("what a test says of itself", () => {
  const source =
    "/*---\r\nnegative:\r\n  phase: parse\r\n  type: SyntaxError\r\nflags: [async, raw]\r\nincludes: [a.js,b.js]\r\nfeatures:\r\n  - x # y\r\n---*/";
  expect(readFrontmatter(source)).toEqual({
    flags: new Set(["async", "raw"]),
    includes: ["a.js", "b.js"],
    features: ["x"],
    negative: { phase: "parse", type: "SyntaxError" },
  });
});

test("options that make no sense are refused with a sentence", () => {
  expect(() => readOptions([])).toThrow("Name one checkout of test262.");
  expect(() => readOptions(["a", "--node", "20"])).toThrow('--node takes some of 22, 24, 26, not "20".');
  expect(() => readOptions(["a", "--jobs", "0"])).toThrow('--jobs takes a number from 1 on, not "0".');
  expect(readOptions(["a", "--node", "24,26"]).lines).toEqual([24, 26]);
});
