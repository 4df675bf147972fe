/**
 * Mutants of real traces: each opens, or is refused with one sentence; none crashes, hangs or takes memory out of
 * proportion. `AWAITSCOPE_FUZZ=1000000` tries a million, `AWAITSCOPE_FUZZ_FIRST` others than the first. What fails is
 * left in .cache/fuzz, and becomes a test here.
 */
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { recordCorpus } from "./record.ts";
import type { FuzzResult } from "./run.ts";

const COUNT = Number(process.env.AWAITSCOPE_FUZZ ?? 50_000);
const FIRST = Number(process.env.AWAITSCOPE_FUZZ_FIRST ?? 0);
/** A process of its own for so many: its memory says more of each. */
const BATCH = 12_500;
const MB = 1 << 20;
/** Resident memory counts what the collector has not given back yet: 32 MB were exceeded in one batch of many. */
const RESIDENT_MB = 64;

const FOLDER = fileURLToPath(new URL("../../.cache/fuzz/", import.meta.url));
const RUN = fileURLToPath(new URL("run.ts", import.meta.url));

test(`${COUNT} mutants of real traces open or are refused`, { timeout: 12 * 3_600_000 }, async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const corpus = await recordCorpus();
  expect(corpus.length).toBeGreaterThanOrEqual(20);
  for (const [at, { bytes }] of corpus.entries()) writeFileSync(join(FOLDER, `${10 + at}.awaitscope`), bytes);

  const results: FuzzResult[] = [];
  const starts = Array.from({ length: Math.ceil(COUNT / BATCH) }, (_, batch) => batch * BATCH);
  const work = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const result = await fuzz(FIRST + start, Math.min(BATCH, COUNT - start));
      expect(result.failures.join("\n")).toBe("");
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));

  const sum = (of: (result: FuzzResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const most = (of: (result: FuzzResult) => number) => Math.max(...results.map(of));
  console.log(
    `${sum((r) => r.count)} mutants: ${sum((r) => r.opened)} opened, ${sum((r) => r.withLosses)} of them with losses counted, ` +
      `${sum((r) => r.refused)} refused; slowest ${most((r) => r.slowestMs).toFixed(0)} ms of CPU, ` +
      `memory grew by at most ${(most((r) => r.grownBytes) / MB).toFixed(1)} MB, largest file ${(most((r) => r.largestBytes) / MB).toFixed(2)} MB`,
  );
  expect(sum((r) => r.count)).toBe(COUNT);
  // A mutation that leaves every trace whole, or destroys every one, would test nothing.
  expect(sum((r) => r.withLosses)).toBeGreaterThan(COUNT * 0.3);
  expect(sum((r) => r.refused)).toBeGreaterThan(COUNT * 0.002);
  for (const { slowestMs, slowestSeed } of results) expect(slowestMs, `seed ${slowestSeed}`).toBeLessThan(1000);
  for (const { grownBytes, largestBytes } of results) {
    expect(grownBytes).toBeLessThan(4 * largestBytes + RESIDENT_MB * MB);
  }
});

async function fuzz(first: number, count: number): Promise<FuzzResult> {
  const flags = [
    "--expose-gc",
    "--max-semi-space-size=2",
    "--max-old-space-size=48",
    "--disable-warning=ExperimentalWarning",
  ];
  const args = [...flags, RUN, FOLDER, String(first), String(count)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * MB });
  return JSON.parse(stdout) as FuzzResult;
}
