/**
 * Opens mutants of the traces in a folder, in a process of its own, so that its memory is theirs alone:
 *
 *     node --expose-gc --max-semi-space-size=2 --max-old-space-size=48 run.ts FOLDER FIRST COUNT
 *
 * prints a {@link FuzzResult}. A mutant that must not be as it was is left in FOLDER/crashers.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../model/random.ts";
import { mutate } from "./mutate.ts";
import { open } from "./open.ts";

export interface FuzzResult {
  readonly count: number;
  readonly opened: number;
  readonly refused: number;
  readonly withLosses: number;
  /** CPU time of the slowest, with all that the garbage collector's threads did meanwhile. */
  readonly slowestMs: number;
  readonly slowestSeed: number;
  /** Peak of resident memory above what it was when every trace had been opened whole, several times. */
  readonly grownBytes: number;
  readonly largestBytes: number;
  readonly failures: readonly string[];
}

const WARM_UP_ROUNDS = 3;
const MOST_FAILURES = 20;
const COLLECT_EVERY = 32;
const LARGE_BYTES = 128 << 10;

function fuzz(folder: string, first: number, count: number): FuzzResult {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".awaitscope"))
    .sort();
  const traces = names.map((name) => new Uint8Array(readFileSync(join(folder, name))));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const bytes of traces) open(bytes);
  globalThis.gc?.();
  const baseline = peakBytes();

  const failures: string[] = [];
  const result = { count, opened: 0, refused: 0, withLosses: 0, slowestMs: 0, slowestSeed: -1, largestBytes: 0 };
  for (let seed = first; seed < first + count && failures.length < MOST_FAILURES; seed++) {
    const random = new Random(seed);
    const from = random.below(traces.length);
    const mutant = mutate(random, traces[from]!, traces);
    result.largestBytes = Math.max(result.largestBytes, mutant.length);
    // What others left behind is not this one's need.
    if (mutant.length > LARGE_BYTES || seed % COLLECT_EVERY === 0) globalThis.gc?.();
    const before = process.cpuUsage();
    try {
      const model = open(mutant);
      if (model === null) result.refused++;
      else result.opened++;
      if (model !== null && Object.values(model.losses).some((loss) => loss > 0)) result.withLosses++;
    } catch (error) {
      mkdirSync(join(folder, "crashers"), { recursive: true });
      writeFileSync(join(folder, "crashers", `${seed}.awaitscope`), mutant);
      failures.push(`seed ${seed} of ${names[from]}: ${error instanceof Error ? error.stack : error}`);
    }
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms > result.slowestMs) Object.assign(result, { slowestMs: ms, slowestSeed: seed });
  }
  return { ...result, grownBytes: peakBytes() - baseline, failures };
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

const [folder = "", first = "0", count = "0"] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(fuzz(folder, Number(first), Number(count)))}\n`);
