/**
 * The scorecard's long proofs: `npm run soak`, some 40 minutes. AWAITSCOPE_SOAK is their size, 1 unless told: 0.1 runs a tenth of
 * each, and 20 lets the memory grow for an hour. Prints the figures that RELIABILITY.md holds.
 */
import { afterAll, expect, test } from "vitest";
import { NODE_LINES, type NodeLine } from "../programs.ts";
import { LOADS, type Load, recordingMemory } from "./recording-memory.ts";
import { Lab } from "./run.ts";
import { leastEvents, type Pace, READERS, type Reader, runWithReader } from "./readers.ts";
import { killAtRandom, manyProcesses, manyStreams, median, memoryOf, overload } from "./soak-parts.ts";

const size = Number(process.env.AWAITSCOPE_SOAK ?? 1);
const times = (count: number) => Math.max(1, Math.round(count * size));
const lineOf = (number: number): NodeLine => NODE_LINES[number % NODE_LINES.length]!;
const lab = new Lab();
afterAll(() => lab.remove());

/** Milliseconds after its first line; on Node 22 and 24 the drain worker gives back memory twice in the second. */
const KILLED = { "within 2 s": [0, 2000], "while memory is given back": [950, 1150] } as const;

test.each(Object.entries(KILLED))(`${times(200)} kills %s: at most 50 ms are lost, 20 in the middle`, async (when, window) => {
  const lost: number[] = [];
  for (let number = 0; number < times(200); number++) {
    lost.push((await killAtRandom(lab, lineOf(number), number, window)).lostMs);
  }
  lost.sort((a, b) => a - b);
  const at = (share: number) => lost[Math.min(lost.length - 1, Math.floor(lost.length * share))]!.toFixed(1);
  console.log(`kills ${when}: ${lost.length}, lost ms: median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`);
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

test(`readers that follow, stand still, are gone or never came: ${times(15)} runs of each`, async () => {
  for (const line of NODE_LINES) {
    for (const [rounds, workUs] of [
      [250_000, 0],
      [25_000, 20],
    ] as const) {
      const paces = await pacesBesideReaders(line, rounds, workUs);
      const none = median(paces.get("none")!.map(({ roundsPerSecond }) => roundsPerSecond));
      for (const [reader, all] of paces) console.log(paceText(`readers, Node ${line}, ${workUs} µs of work, ${reader}`, all, none, rounds));
    }
  }
});

/** By kind of reader, which take turns: a machine that is slower for a while is so for all. */
async function pacesBesideReaders(line: NodeLine, rounds: number, workUs: number): Promise<Map<Reader, Pace[]>> {
  const paces = new Map<Reader, Pace[]>(READERS.map((reader) => [reader, []]));
  for (let number = 0; number < times(15); number++) {
    for (const reader of READERS) {
      const { pace, content } = await runWithReader(lab, line, reader, rounds, workUs);
      paces.get(reader)!.push(pace);
      if (content === null) continue;
      expect(content).toMatchObject({ damaged: 0, missing: 0, starts: 1, ends: 1 });
      // Turns are events too, some of a timer; nothing else is beyond what the tasks make.
      expect(content.events + content.dropped).toBeGreaterThanOrEqual(leastEvents(rounds));
      expect(content.events + content.dropped).toBeLessThan(leastEvents(rounds) + 2000);
    }
  }
  return paces;
}

function paceText(what: string, all: readonly Pace[], none: number, rounds: number): string {
  const of = (key: keyof Pace) => all.map((pace) => pace[key]).toSorted((a, b) => a - b);
  const perSecond = median(of("roundsPerSecond"));
  const over = of("over1ms").reduce((sum, count) => sum + count, 0);
  return (
    `${what}: ${(perSecond / 1000).toFixed(0)}k rounds/s, ${((100 * perSecond) / none).toFixed(1)} % of none; a round p50 ${median(of("p50Us")).toFixed(2)} µs, ` +
    `p99.99 ${median(of("p9999Us")).toFixed(1)} µs, longest of a run: median ${median(of("longestMs")).toFixed(3)} ms, least ${of("longestMs")[0]!.toFixed(3)}, ` +
    `most ${of("longestMs").at(-1)!.toFixed(3)}; ${over} of ${rounds * all.length} rounds took 1 ms or more`
  );
}

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

test.each(Object.keys(LOADS) as Load[])("memory that recording takes: %s", async (load) => {
  for (const line of NODE_LINES) {
    const mb = (await recordingMemory(lab, line, load, 3, times(5))) / 2 ** 20;
    console.log(`memory of recording, Node ${line}, ${load}: ${mb.toFixed(1)} MB`);
    // Whose calls do nothing has V8's compiler threads hold 4 to 5 MB more; see RELIABILITY.md.
    if (load !== "nothing but calls") expect(mb).toBeLessThan(16);
  }
});
