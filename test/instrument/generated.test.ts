import fc from "fast-check";
import { expect, it } from "vitest";
import { generateProgram } from "./generate.ts";
import { runInstrumented, runPlain } from "./run.ts";

it("generated programs do the same in the same ticks", async () => {
  const program = fc
    .infiniteStream(fc.nat({ max: 0x7fffffff }))
    .map((choices) => generateProgram((count) => choices.next().value! % count));
  await fc.assert(
    fc.asyncProperty(program, async (source) => {
      const plain = await runPlain({ source });
      expect((await runInstrumented({ source })).outcome).toBe(plain);
    }),
    { numRuns: 200 },
  );
});
