/**
 * Random programs print in the same order with and without tracing, and what the trace says of them is consistent.
 * `AWAITSCOPE_ORDER=10000` sets how many are run on each Node.
 */
import { expect, test } from "vitest";
import { NODE_LINES } from "../nodes.ts";
import { compareBatch } from "./batch.ts";

const count = Number(process.env.AWAITSCOPE_ORDER ?? 200);
const firstSeed = Number(process.env.AWAITSCOPE_ORDER_SEED ?? 1);
const BATCH = 100;

test.each(NODE_LINES)(
  "programs print in the same order on Node %i",
  async (line) => {
    const problems: string[] = [];
    for (let batch = 0; batch * BATCH < count; batch++) {
      problems.push(...(await compareBatch(firstSeed + batch, Math.min(BATCH, count - batch * BATCH), line)));
    }
    expect(problems).toEqual([]);
  },
  60_000 + count * 1_000,
);
