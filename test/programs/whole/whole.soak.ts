/**
 * The scorecard's long proofs: `npm run soak`, some 40 minutes. AWAITSCOPE_SOAK is their size, 1 unless told: 0.1 runs a tenth of
 * each, and 20 lets the memory grow for an hour. Prints the figures that RELIABILITY.md holds.
 */
import { afterAll, expect, test } from "vitest";
import { NODE_LINES, type NodeLine } from "../programs.ts";
import { Lab } from "./run.ts";
import { killAtRandom, manyProcesses, manyStreams, memoryOf, overload } from "./soak-parts.ts";

const size = Number(process.env.AWAITSCOPE_SOAK ?? 1);
const times = (count: number) => Math.max(1, Math.round(count * size));
const lineOf = (number: number): NodeLine => NODE_LINES[number % NODE_LINES.length]!;
const lab = new Lab();
afterAll(() => lab.remove());

test(`${times(200)} kills: at most 50 ms are lost, 20 in the middle`, async () => {
  const lost: number[] = [];
  for (let number = 0; number < times(200); number++) {
    lost.push((await killAtRandom(lab, lineOf(number), number, 500)).lostMs);
  }
  lost.sort((a, b) => a - b);
  const at = (share: number) => lost[Math.min(lost.length - 1, Math.floor(lost.length * share))]!.toFixed(1);
  console.log(`kills: ${lost.length}, lost ms: median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`);
  expect(Number(at(0.5))).toBeLessThanOrEqual(20);
  expect(Number(at(1))).toBeLessThanOrEqual(50);
});

test(`${times(100)} bursts of 1,000,000 events: produced = stored + lost`, async () => {
  let dropped = 0;
  for (let number = 0; number < times(100); number++) {
    const run = await overload(lab, lineOf(number), number, 250_000);
    expect(run.stored + run.dropped).toBe(run.produced);
    dropped += run.dropped;
  }
  console.log(`overload: ${times(100)} × 1,000,002 events, ${dropped} lost in all`);
});

test(`${times(50)} processes with workers, 20 forks and execve`, async () => {
  for (let number = 0; number < times(50); number++) {
    const streams = await manyStreams(lab, lineOf(number), number, 20);
    expect(streams.toSorted()).toEqual([...Array(21).fill("main 0"), "main replaced", ...Array(3).fill("worker terminated")]);
  }
});

test(`${times(1000)} processes in one trace`, async () => {
  const count = Math.ceil(times(1000) / 8) * 8;
  const { end, stdout, content } = await manyProcesses(lab, 24, count);
  console.log(`processes: ${count}, ${JSON.stringify(content)}`);
  expect({ end, stdout }).toEqual({ end: 0, stdout: "done\n" });
  expect(content).toMatchObject({ starts: count + 1, ends: count + 1, dropped: 0, damaged: 0, missing: 0 });
});

test("memory: ten million tasks and awaits while one task stays open", async () => {
  const rounds = times(10_000);
  for (const line of NODE_LINES) {
    const [plain, traced] = [await memoryOf(lab, line, rounds, false), await memoryOf(lab, line, rounds, true)];
    const hours = (traced.last.ms - traced.first.ms) / 3_600_000;
    const grown = (key: "rss" | "heapUsed") => (traced.last[key] - traced.first[key]) / 1e6;
    console.log(
      `memory, Node ${line}: ${rounds * 1000} tasks in ${((traced.last.ms / 1000) * 1).toFixed(0)} s; heap +${grown("heapUsed").toFixed(2)} MB, RSS +${grown("rss").toFixed(2)} MB` +
        ` between a quarter and the end (${(hours * 60).toFixed(1)} min); peak RSS ${(traced.peak / 1e6).toFixed(0)} MB, plain ${(plain.peak / 1e6).toFixed(0)}`,
    );
    console.log(`  trace: ${JSON.stringify(traced.content)}`);
    expect(grown("heapUsed")).toBeLessThan(1);
    expect(traced.content).toMatchObject({ damaged: 0, missing: 0, starts: 1, ends: 1 });
    // A call of `child` and its await in `main` are six events.
    expect(traced.content!.events + traced.content!.dropped).toBeGreaterThanOrEqual(rounds * 1000 * 6);
  }
});
