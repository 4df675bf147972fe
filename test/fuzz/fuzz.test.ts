/**
 * Mutants of real traces: each opens, or is refused with one sentence; none crashes, hangs or takes memory out of
 * proportion. `AWAITSCOPE_FUZZ=1000000` tries a million, `AWAITSCOPE_FUZZ_FIRST` others than the first, and
 * `AWAITSCOPE_FUZZ_SHARD=2/3` the second third of them, so that several machines, or several hours, make the whole.
 * What fails is left in .cache/fuzz, and becomes a test here.
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
/** Beyond four times the file: what the collector has not given back yet. */
const RESIDENT_MB = 32;

const [SHARD = 1, SHARDS = 1] = (process.env.AWAITSCOPE_FUZZ_SHARD ?? "1/1").split("/").map(Number);

/** Where the part of this run begins and ends; all parts together are `0 … COUNT`. */
const FROM = Math.floor((COUNT * (SHARD - 1)) / SHARDS);
const TO = Math.floor((COUNT * SHARD) / SHARDS);

/** Of this shard: two that run on one machine do not write to the same one. */
const FOLDER = fileURLToPath(new URL(`../../.cache/fuzz/${SHARD}/`, import.meta.url));
const RUN = fileURLToPath(new URL("run.ts", import.meta.url));

test(`${TO - FROM} mutants of real traces open or are refused`, { timeout: 12 * 3_600_000 }, async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const corpus = await recordCorpus();
  expect(corpus.length).toBeGreaterThanOrEqual(20);
  for (const [at, { bytes }] of corpus.entries()) writeFileSync(join(FOLDER, `${10 + at}.awaitscope`), bytes);

  const results: FuzzResult[] = [];
  const starts = Array.from({ length: Math.ceil((TO - FROM) / BATCH) }, (_, batch) => FROM + batch * BATCH);
  const startMs = performance.now();
  const work = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const result = await fuzz(FIRST + start, Math.min(BATCH, TO - start));
      expect(result.failures.join("\n")).toBe("");
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));

  const sum = (of: (result: FuzzResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const most = (of: (result: FuzzResult) => number) => Math.max(...results.map(of));
  const perSecond = ((1000 * (TO - FROM)) / (performance.now() - startMs)).toFixed(0);
  console.log(
    `${sum((r) => r.count)} mutants, ${perSecond} a second: ${sum((r) => r.opened)} opened, ${sum((r) => r.withLosses)} of them with losses counted, ` +
      `${sum((r) => r.refused)} refused; slowest ${most((r) => r.slowestMs).toFixed(0)} ms of CPU, ` +
      `memory grew by at most ${(most((r) => r.grownBytes) / MB).toFixed(1)} MB, largest file ${(most((r) => r.largestBytes) / MB).toFixed(2)} MB`,
  );
  expect(sum((r) => r.count)).toBe(TO - FROM);
  // A mutation that leaves every trace whole, or destroys every one, would test nothing.
  expect(sum((r) => r.withLosses)).toBeGreaterThan((TO - FROM) * 0.3);
  expect(sum((r) => r.refused)).toBeGreaterThan((TO - FROM) * 0.002);
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
