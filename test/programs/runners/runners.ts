/**
 * How test runners are started on the small projects of `projects/`. Each run happens plain and traced, and must print,
 * write and end the same.
 */
import type { NodeLine } from "../programs.ts";

export interface Run {
  readonly name: string;
  /** A folder of `projects/`. */
  readonly project: string;
  /** What Node is started with; `bin:NAME/PATH` is a file of an installed package. */
  readonly args: readonly string[];
  /** Tests run beside each other, so lines come in no fixed order. */
  readonly races?: boolean;
  /** A compiler has turned async functions into something else: each file must be listed as a loss instead. */
  readonly lowered?: boolean;
  /** Why this run is known to differ from a plain one; the test fails once it does not any more. */
  readonly differs?: string;
  /** Files of the project that this run does not load. */
  readonly unused?: RegExp;
  /** Part of `npm test`, on these lines. The rest runs by name. */
  readonly smoke?: readonly NodeLine[];
}

const jest = "bin:jest/bin/jest.js";
const mocha = "bin:mocha/bin/mocha.js";
const vitest = ["bin:vitest/vitest.mjs", "run"];
const reporters = ["spec", "tap", "dot", "junit"] as const;
const oneByOne = "--test-concurrency=1";
const countsProbes = "V8 counts by places in what runs, and Node's own reporter asks for maps under --enable-source-maps only";

export const RUNS: readonly Run[] = [
  { name: "vitest, forks", project: "vitest", args: [...vitest, "--pool=forks", "--no-file-parallelism"], smoke: [26] },
  { name: "vitest, threads", project: "vitest", args: [...vitest, "--pool=threads", "--no-file-parallelism"] },
  {
    name: "vitest, vmThreads",
    project: "vitest",
    args: [...vitest, "--pool=vmThreads", "--no-file-parallelism"],
    smoke: [24],
  },
  { name: "vitest, vmForks", project: "vitest", args: [...vitest, "--pool=vmForks", "--no-file-parallelism"] },
  { name: "vitest, not isolated", project: "vitest", args: [...vitest, "--no-isolate", "--no-file-parallelism"] },
  { name: "vitest, files in parallel", project: "vitest", args: vitest, races: true },
  { name: "vitest, JSON", project: "vitest", args: [...vitest, "--reporter=json", "--no-file-parallelism"] },
  { name: "jest with babel", project: "jest-babel", args: [jest, "--runInBand"], smoke: [24] },
  { name: "jest with swc", project: "jest-swc", args: [jest, "--runInBand"] },
  { name: "jest with ts-jest", project: "jest-ts", args: [jest, "--runInBand"] },
  { name: "jest with modules", project: "jest-esm", args: ["--experimental-vm-modules", jest], smoke: [22] },
  { name: "jest, in workers", project: "jest-babel", args: [jest, "--maxWorkers=2"], races: true },
  { name: "jest, --detectOpenHandles", project: "jest-babel", args: [jest, "--detectOpenHandles"] },
  // Plain jest finds leaks in this project too: all that is shown is that it finds the same.
  { name: "jest, --detectLeaks", project: "jest-babel", args: [jest, "--detectLeaks", "--runInBand"], races: true },
  { name: "jest, JSON and verbose", project: "jest-swc", args: [jest, "--runInBand", "--verbose", "--json"] },
  {
    name: "jest, coverage by babel",
    project: "jest-babel",
    args: [jest, "--runInBand", "--coverage", "--coverageReporters=text", "--coverageReporters=json"],
  },
  {
    name: "jest, async functions lowered",
    project: "jest-lowered",
    args: [jest, "--runInBand"],
    lowered: true,
    smoke: [26],
  },
  {
    name: "mocha, CommonJS and modules",
    project: "mocha",
    args: [mocha, "test/*.spec.{cjs,mjs}"],
    unused: /\.ts$/,
    smoke: [26],
  },
  {
    name: "mocha, --check-leaks --full-trace",
    project: "mocha",
    args: [mocha, "test/*.spec.{cjs,mjs}", "--check-leaks", "--full-trace"],
    unused: /\.ts$/,
  },
  {
    name: "mocha, --exit, JSON",
    project: "mocha",
    args: [mocha, "test/*.spec.{cjs,mjs}", "--exit", "--reporter=json"],
    unused: /\.ts$/,
  },
  {
    name: "mocha, --parallel",
    project: "mocha",
    args: [mocha, "test/*.spec.{cjs,mjs}", "--parallel"],
    races: true,
    unused: /\.ts$/,
  },
  ...["tsx", "tsx/cjs"].map((tsx) => ({
    name: `mocha with ${tsx}, CommonJS`,
    project: "mocha",
    args: [mocha, "--require", tsx, "test/*.spec.ts"],
    unused: /\.[cm]?js$/,
  })),
  { name: "Vite's module runner", project: "vite-runner", args: ["main.mjs"], smoke: [24] },
  ...reporters.map((reporter) => ({
    name: `node:test, ${reporter}`,
    project: "node-test",
    args: ["--test", oneByOne, `--test-reporter=${reporter}`],
    ...(reporter === "spec" && { smoke: [22, 24, 26] as const }),
  })),
  {
    name: "node:test, coverage, lcov",
    project: "node-test",
    args: ["--test", oneByOne, "--experimental-test-coverage", "--test-reporter=lcov"],
    differs: countsProbes,
  },
  {
    name: "node:test, coverage, spec",
    project: "node-test",
    args: ["--test", oneByOne, "--experimental-test-coverage"],
    differs: countsProbes,
  },
  {
    name: "node:test, in one process",
    project: "node-test",
    args: ["--test", "--experimental-test-isolation=none", "--test-reporter=tap"],
  },
  { name: "node:test, files in parallel", project: "node-test", args: ["--test", "--test-concurrency=2"], races: true },
  {
    name: "c8, node:test",
    project: "node-test",
    // As JSON it says columns, and a branch behind a `throw` begins one earlier.
    args: ["bin:c8/bin/c8.js", "--reporter=text", "--reporter=json-summary", "node", "--test", oneByOne],
    smoke: [24],
  },
  { name: "tape", project: "small", args: ["tape.js"], unused: /^(?:uvu|ava)\.js$/ },
  { name: "uvu", project: "small", args: ["uvu.js"], unused: /^(?:tape|ava)\.js$/ },
  {
    name: "ava",
    project: "small",
    args: ["bin:ava/entrypoints/cli.mjs"],
    races: true,
    unused: /^(?:tape|uvu)\.js$/,
  },
];
