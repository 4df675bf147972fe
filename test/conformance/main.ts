/** `npm run conformance`: test262 plain and traced. See options.ts for what it can be told. */
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NODES, PRELOAD } from "../nodes.ts";
import { type Comparison, compare, unexpected } from "./compare.ts";
import { type Options, type Part, readOptions, USAGE } from "./options.ts";
import { createPool } from "./pool.ts";
import { describeComparison, describeDifference, describeRewriting } from "./report.ts";
import { rewriteAll } from "./rewriting.ts";
import { isSelected, isTest, listFiles, readTest, runsOf, sample, type Test } from "./tests.ts";

const options = optionsOrUsage();
const checkout = realpathSync(options.checkout);
const pool = createPool(options.jobs);
const cache = mkdtempSync(join(tmpdir(), "awaitscope-conformance-cache-"));
const comparisons: Comparison[] = [];
let failures = 0;

try {
  if (!existsSync(join(checkout, "harness/assert.js"))) throw new Error(`${checkout} is no checkout of test262.`);
  if (!existsSync(PRELOAD)) throw new Error("The bundles are missing: npm run build.");
  const files = listFiles(checkout).filter((path) => options.filter.test(path));
  if (options.parts.includes("rewriting")) await rewrite(sample(files, options.sample));
  const tests = comparedTests(files.filter(isTest));
  if (options.parts.includes("scripts")) await compareOnAll("scripts", tests.filter(isPlainScript));
  if (options.parts.includes("modules"))
    await compareOnAll(
      "modules",
      tests.filter((test) => !isPlainScript(test)),
    );
  conclude();
} finally {
  rmSync(cache, { recursive: true, force: true });
}

function comparedTests(paths: readonly string[]): readonly Test[] {
  if (options.parts.every((part) => part === "rewriting")) return [];
  return paths.map((path) => readTest(checkout, path)).filter(isSelected);
}

function isPlainScript({ flags, source }: Test): boolean {
  return !flags.has("module") && !/\bimport\s*[.(]/.test(source);
}

async function rewrite(paths: readonly string[]): Promise<void> {
  for (const line of options.lines) {
    const startedAt = performance.now();
    const rewriting = await rewriteAll(line, checkout, paths, pool);
    console.log(`\nNode ${line}, rewriting (${since(startedAt)})\n${describeRewriting(rewriting)}`);
    for (const problem of rewriting.problems) console.log(`  ${problem}`);
    failures += rewriting.problems.length;
  }
}

async function compareOnAll(part: Part, tests: readonly Test[]): Promise<void> {
  const runs = sample(tests, options.sample).flatMap((test) => runsOf(test, options.isolation));
  for (const line of options.lines) {
    const startedAt = performance.now();
    let done = 0;
    const comparison = await compare(NODES[line], runs, pool, { checkout, cache }, (count) => {
      done += count;
      if (process.stderr.isTTY) process.stderr.write(`\r${part} on Node ${line}: ${done} of ${runs.length} runs `);
    });
    comparisons.push(comparison);
    console.log(`\nNode ${line}, ${part} (${since(startedAt)})\n${describeComparison(comparison)}`);
    if (options.showFailures) for (const failure of comparison.failures) console.log(`  ${failure}`);
    for (const difference of comparison.differing) console.log(describeDifference(difference));
    for (const difference of comparison.unsteady) console.log(`${describeDifference(difference)}\n    at first`);
    for (const problem of comparison.traces.problems) console.log(`  model: ${problem}`);
    failures += comparison.traces.problems.length;
  }
}

function conclude(): void {
  const { differing, unused } = unexpected(comparisons);
  const isWhole = options.sample === Number.POSITIVE_INFINITY && options.filter.source === "(?:)";
  if (isWhole && options.parts.length === 3) {
    for (const path of unused) console.log(`No run needs the exception for ${path}`);
    failures += unused.length;
  }
  failures += differing.length;
  console.log(failures === 0 ? "\nNothing differs" : `\n${failures} things to look at`);
  process.exitCode = failures === 0 ? 0 : 1;
}

function since(start: number): string {
  return `${Math.round((performance.now() - start) / 1000)} s`;
}

function optionsOrUsage(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}
