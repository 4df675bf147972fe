import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/format/crc.ts";
import { TraceError } from "../../src/format/decode.ts";
import { HEADER_BYTES, Header } from "../../src/format/spec.ts";
import { awaitersOf, chainAbove, chainBelow } from "../../src/model/chains.ts";
import { dumpModel } from "../../src/model/dump.ts";
import { ranDuring } from "../../src/model/loop-busy.ts";
import { functionStatistics } from "../../src/model/statistics.ts";
import type { Model } from "../../src/model/types.ts";
import { build } from "./build.ts";
import { checkModel } from "./check-model.ts";
import { Random } from "./random.ts";
import { randomTrace } from "./random-trace.ts";
import { concat, traceChunks } from "./trace-language.ts";

/** Mutations a unit run tries; `AWAITSCOPE_FUZZ=100000` tries more. */
const COUNT = Number(process.env.AWAITSCOPE_FUZZ ?? 300);

describe("a damaged trace", () => {
  it("is data or an error with a reason, never a false model", () => {
    for (let seed = 0; seed < COUNT; seed++) {
      const random = new Random(seed);
      const chunks = traceChunks(randomTrace(seed % 10, { steps: 30 }));
      const bytes = random.chance(0.5) ? mutateFile(random, concat(chunks)) : concat(mutateChunks(random, chunks));
      const model = read(bytes);
      if (model !== null) check(model, seed);
    }
  });
});

function read(bytes: Uint8Array): Model | null {
  try {
    return build(bytes);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(0);
    return null;
  }
}

/** Every question must have an answer, whatever the model holds. */
function check(model: Model, seed: number): void {
  try {
    checkModel(model);
    dumpModel(model);
    const awaiters = awaitersOf(model);
    for (let task = 0; task < Math.min(20, model.tasks.length); task++) chainAbove(model, task, awaiters);
    for (let row = 0; row < Math.min(20, model.awaits.length); row++) {
      chainBelow(model, row);
      for (const { ms } of ranDuring(model, row)) expect(ms).toBeGreaterThan(0);
    }
    for (const { runningMs, waitingMs } of functionStatistics(model)) expect(runningMs + waitingMs).not.toBeNaN();
  } catch (error) {
    throw new Error(`seed ${seed}`, { cause: error });
  }
}

/** As a disk or a copy would damage a file. */
function mutateFile(random: Random, bytes: Uint8Array): Uint8Array {
  let mutated = bytes;
  for (let times = 1 + random.below(6); times > 0; times--) {
    const at = random.below(mutated.length);
    const length = random.below(300);
    const before = mutated.subarray(0, at);
    const after = mutated.subarray(at);
    const kind = random.below(5);
    if (kind === 0) mutated = concat([before, Uint8Array.of(random.below(256)), mutated.subarray(at + 1)]);
    else if (kind === 1) mutated = concat([before, mutated.subarray(at + length)]);
    else if (kind === 2) mutated = concat([before, noise(random, length), after]);
    else if (kind === 3) mutated = concat([before, bytes.subarray(random.below(bytes.length)), after]);
    else mutated = before;
  }
  return mutated;
}

/** As somebody with intent would: what a chunk says is wrong, and its checksums are right. */
function mutateChunks(random: Random, chunks: readonly Uint8Array[]): Uint8Array[] {
  return chunks.map((chunk) => {
    if (random.chance(0.5)) return chunk;
    const copy = chunk.slice();
    const view = new DataView(copy.buffer);
    if (random.chance(0.3)) {
      const field = random.pick([Header.kind, Header.pid, Header.thread, Header.sequence, Header.droppedEvents]);
      copy[field] = random.pick([0, 1, 2, 3, 4, 5, 6, 7, 255]);
    }
    if (random.chance(0.1)) view.setUint32(Header.eventCount, random.pick([0, 1, 100, 0xffffffff]), true);
    for (let times = random.below(4); times > 0; times--) {
      const at = HEADER_BYTES + random.below(copy.length - HEADER_BYTES);
      copy[at] = random.chance(0.5) ? random.below(256) : copy[at]! ^ (1 << random.below(8));
    }
    view.setUint32(Header.payloadCrc, crc32(copy, HEADER_BYTES), true);
    view.setUint32(Header.headerCrc, crc32(copy, 0, Header.headerCrc), true);
    return copy;
  });
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
