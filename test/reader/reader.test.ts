/**
 * FORMAT.md is enough to write a reader: the one in Python beside this file was written from it, and says the same of
 * every trace. The traces of real programs are compared where they are recorded, in test/programs.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Header } from "../../src/format/spec.ts";
import { mutateChunks, mutateFile, repairHeader } from "../model/damage.ts";
import { Random } from "../model/random.ts";
import { randomTrace } from "../model/random-trace.ts";
import { concat, trace, traceChunks } from "../model/trace-language.ts";
import { TRACES } from "../model/traces.ts";
import { ownDump, pythonDumps } from "./python.ts";

/** Damaged traces that are compared; `AWAITSCOPE_READERS=20000` compares more. */
const DAMAGED = Number(process.env.AWAITSCOPE_READERS ?? 400);
const BATCH = 200;

async function expectSame(traces: readonly Uint8Array[]): Promise<void> {
  const theirs = await pythonDumps(traces);
  expect(theirs).toHaveLength(traces.length);
  for (const [at, bytes] of traces.entries()) expect(theirs[at], `trace ${at}`).toBe(ownDump(bytes));
}

describe("the reader in Python says what ours says", () => {
  test("of traces that each show one thing", () => expectSame(Object.values(TRACES).map(trace)));

  test("of every resource that a turn may come from", () => expectSame([trace(everyResource())]));

  test("of made-up programs", async () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    await expectSame(seeds.map((seed) => trace(randomTrace(seed, { steps: 60, turnless: seed % 3 === 0 }))));
  });

  test("of damaged traces", async () => {
    for (let first = 0; first < DAMAGED; first += BATCH) {
      const seeds = Array.from({ length: Math.min(BATCH, DAMAGED - first) }, (_, at) => first + at);
      await expectSame(seeds.map(damaged));
    }
  }, 3_600_000);

  test("of what is no trace", async () => {
    const whole = trace(TRACES["two loads in a group"]!);
    const newer = whole.slice();
    newer[Header.version] = 2;
    repairHeader(newer);
    await expectSame([new Uint8Array(), newer, Buffer.from("no trace"), Buffer.alloc(100_000), whole.subarray(0, 41)]);
  });
});

/** A wait that ends in a turn of each type that FORMAT.md lists, and of some that it does not. */
function everyResource(): string {
  const text = readFileSync(new URL("../../src/format/FORMAT.md", import.meta.url), "utf8");
  const rows = text.slice(text.indexOf("| label | names |")).matchAll(/^\| [^|]+ \| (`.*`) \|$/gm);
  const names = [...rows].flatMap(([, cell = ""]) => cell.replaceAll("`", "").split(", "));
  expect(names.length).toBeGreaterThan(50);
  const events = [...names, "HashJob", "Hash_2Job", "hashJob", "Jobs", "Other"].map((name, at) => {
    const [task, future, ms] = [2 * at + 1, 2 * at + 2, 10 * at];
    const wait = `${ms} call ${task} f\n${ms} future ${future}\n${ms} suspend ${task} a on ${future}`;
    return `${wait}\n${ms + 5} turn ${name}\n${ms + 5} resume ${task}\n${ms + 6} end ${task}`;
  });
  return `file /a.ts\nsite f function 1:1 f\nsite a await 2:3 in f work()\nthread main\n${events.join("\n")}\nend 9999`;
}

function damaged(seed: number): Uint8Array {
  const random = new Random(seed);
  const chunks = traceChunks(randomTrace(seed % 10, { steps: 30 }));
  const way = random.below(3);
  if (way === 0) return mutateFile(random, concat(chunks));
  if (way === 1) return concat(mutateChunks(random, chunks));
  return concat(chunks.filter(() => !random.chance(0.2)).sort(() => (random.chance(0.1) ? 1 : 0)));
}
