import { describe, expect, it } from "vitest";
import { TraceError } from "../../src/format/decode.ts";
import { awaitersOf, chainAbove, chainBelow } from "../../src/model/chains.ts";
import { dumpModel } from "../../src/model/dump.ts";
import { ranDuring } from "../../src/model/loop-busy.ts";
import { functionStatistics } from "../../src/model/statistics.ts";
import type { Model } from "../../src/model/types.ts";
import { build } from "./build.ts";
import { checkModel } from "./check-model.ts";
import { mutateChunks, mutateFile } from "./damage.ts";
import { Random } from "./random.ts";
import { randomTrace } from "./random-trace.ts";
import { concat, traceChunks } from "./trace-language.ts";

/** Made-up traces; many more mutants, of real ones, are in test/fuzz. */
const COUNT = 300;

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
