/** Real traces, cut and with chunks missing: what is told of the rest is the truth. */
import { beforeAll, describe, expect, test } from "vitest";
import { ChunkReader, TraceError } from "../../src/format/decode.ts";
import { Outcome } from "../../src/format/spec.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { type Model, TaskMark } from "../../src/model/types.ts";
import { build } from "../model/build.ts";
import { checkModel } from "../model/check-model.ts";
import { Random } from "../model/random.ts";
import { concat } from "../model/trace-language.ts";
import { kindOf, splitChunks } from "./chunks.ts";
import { recordBusy } from "./record.ts";

/** Runs of the second part; `AWAITSCOPE_REMOVALS=2000` makes more. */
const REMOVALS = Number(process.env.AWAITSCOPE_REMOVALS ?? 60);

let traces: readonly Uint8Array[] = [];

beforeAll(async () => {
  const recorded = [await recordBusy(330, "alone"), await recordBusy(110, "others"), await recordBusy(400, "alone")];
  traces = recorded.map(({ bytes }) => bytes);
});

test("there are three traces of about 100 KB", () => {
  expect(traces).toHaveLength(3);
  for (const { length } of traces) expect(length).toBeGreaterThan(60_000);
});

describe("cut at every byte", () => {
  test("every whole chunk is found, and nothing else", () => {
    for (const bytes of traces) {
      const ends = endsOf(bytes);
      for (let length = 1; length <= bytes.length; length++) {
        const { found, damage, error } = readCut(bytes, length, ends);
        const whole = ends.filter((end) => end <= length).length;
        if (found !== whole) throw new Error(`${found} of ${whole} chunks at ${length}`);
        const isBetween = whole > 0 && ends[whole - 1] === length;
        if (damage !== (isBetween ? 0 : 1)) throw new Error(`${damage} damaged regions at ${length}`);
        if ((error !== null) !== (whole === 0)) throw new Error(`${error} at ${length}`);
      }
    }
  });

  test("and arriving byte by byte makes the same model", () => {
    for (const bytes of traces) {
      const builder = createModelBuilder();
      for (let at = 0; at < bytes.length; at++) builder.append(bytes.subarray(at, at + 1));
      builder.finish();
      expect(builder.model.losses).toMatchObject({ damagedChunks: 0, missingChunks: 0, droppedEvents: 0 });
      expect(builder.model.events).toBe(build(bytes).events);
    }
  });
});

/** Where each chunk ends. */
function endsOf(bytes: Uint8Array): number[] {
  let end = 0;
  return splitChunks(bytes).map((chunk) => {
    end += chunk.length;
    return end;
  });
}

/**
 * What a reader finds in the first `length` bytes. Whole chunks before the last two are given as they are and not
 * looked at again, since a reader keeps nothing of them: so every byte of a trace is a place to cut in seconds.
 */
function readCut(bytes: Uint8Array, length: number, ends: readonly number[]) {
  const before = ends.filter((end) => end <= length).length;
  const skipped = Math.max(0, before - 2);
  const from = skipped === 0 ? 0 : ends[skipped - 1]!;
  let found = skipped;
  let damage = 0;
  let error: TraceError | null = null;
  const reader = new ChunkReader({ chunk: () => found++, damage: () => damage++ });
  try {
    reader.append(bytes.subarray(from, length));
    reader.finish();
  } catch (thrown) {
    if (!(thrown instanceof TraceError)) throw thrown;
    error = thrown;
  }
  return { found, damage, error };
}

describe("chunks removed at random", () => {
  test(`never make a wait or a duration false (${REMOVALS} times)`, { timeout: 3_600_000 }, () => {
    const wholes = traces.map((bytes) => ({ chunks: splitChunks(bytes), truth: truthOf(build(bytes)) }));
    let known = 0;
    for (let seed = 0; seed < REMOVALS; seed++) {
      const random = new Random(seed);
      const { chunks, truth } = wholes[seed % wholes.length]!;
      const part = 0.01 + 0.89 * random.next();
      // The start places a thread: without it times are counted from another zero. Sites and names tell which await is which.
      const kept = chunks.filter((chunk) => kindOf(chunk) !== 3 || !random.chance(part));
      const model = build(concat(kept));
      checkModel(model);
      const problems = [...falseAwaits(model, truth), ...falseTasks(model, truth)];
      if (problems.length > 0) throw new Error(`seed ${seed}, ${part}:\n${problems.slice(0, 10).join("\n")}`);
      known += model.awaits.length;
    }
    expect(known, "something is left to be told of").toBeGreaterThan(REMOVALS * 100);
  });

  test("of any kind leave a sound model, in which nothing waits that has not ended in truth", () => {
    const wholes = traces.map((bytes) => ({ chunks: splitChunks(bytes), pending: pendingIn(build(bytes)) }));
    for (let seed = 0; seed < REMOVALS; seed++) {
      const random = new Random(1000 + seed);
      const { chunks, pending } = wholes[seed % wholes.length]!;
      const part = 0.01 + 0.89 * random.next();
      const kept = chunks.filter(() => !random.chance(part));
      if (kept.length === 0) continue;
      const model = build(concat(kept));
      checkModel(model);
      expect(pendingIn(model), `seed ${seed}`).toBeLessThanOrEqual(pending);
    }
  });
});

function pendingIn({ awaits }: Model): number {
  return awaits.outcome
    .subarray(0, awaits.length)
    .reduce((sum, outcome) => sum + Number(outcome === Outcome.Pending), 0);
}

/** What is known of each thread's awaits and tasks at each moment; several may share one. */
interface Truth {
  readonly awaits: ReadonlyMap<string, readonly End[]>;
  readonly tasks: ReadonlyMap<string, readonly End[]>;
}

interface End {
  readonly outcome: number;
  readonly endMs: number;
}

function truthOf(model: Model): Truth {
  const awaits = new Map<string, End[]>();
  const tasks = new Map<string, End[]>();
  for (let row = 0; row < model.awaits.length; row++) {
    push(awaits, awaitKey(model, row), { outcome: model.awaits.outcome[row]!, endMs: model.awaits.endMs[row]! });
  }
  for (let row = 0; row < model.tasks.length; row++) {
    push(tasks, taskKey(model, row), { outcome: model.tasks.outcome[row]!, endMs: model.tasks.endMs[row]! });
  }
  return { awaits, tasks };
}

function push(map: Map<string, End[]>, key: string, end: End): void {
  map.set(key, [...(map.get(key) ?? []), end]);
}

function threadOf({ threads, tasks }: Model, task: number): string {
  const { start } = threads[tasks.thread[task]!]!;
  return `${start.pid}/${start.thread}`;
}

function awaitKey(model: Model, row: number): string {
  const { awaits } = model;
  return `${threadOf(model, awaits.task[row]!)} ${awaits.site[row]} ${awaits.startMs[row]!.toFixed(4)}`;
}

function taskKey(model: Model, row: number): string {
  return `${threadOf(model, row)} ${model.tasks.startMs[row]!.toFixed(4)}`;
}

function falseAwaits(model: Model, truth: Truth): string[] {
  const problems: string[] = [];
  const { awaits } = model;
  for (let row = 0; row < awaits.length; row++) {
    const key = awaitKey(model, row);
    if (!isTrue(awaits.outcome[row]!, awaits.endMs[row]!, truth.awaits.get(key))) problems.push(`await ${key}`);
  }
  return problems;
}

function falseTasks(model: Model, truth: Truth): string[] {
  const problems: string[] = [];
  const { tasks } = model;
  for (let row = 0; row < tasks.length; row++) {
    if (tasks.marks[row]! & TaskMark.KnownFromHere) continue;
    const key = taskKey(model, row);
    if (!isTrue(tasks.outcome[row]!, tasks.endMs[row]!, truth.tasks.get(key))) problems.push(`task ${key}`);
  }
  return problems;
}

/** "Unknown" is never false; everything else must have happened so, and have begun then. */
function isTrue(outcome: number, endMs: number, truths: readonly End[] | undefined): boolean {
  if (truths === undefined) return false;
  if (outcome === Outcome.Unknown) return true;
  return truths.some(
    (truth) => truth.outcome === outcome && (outcome === Outcome.Pending || Math.abs(truth.endMs - endMs) < 1e-6),
  );
}
