import fc from "fast-check";
import { expect, it } from "vitest";
import { SiteKind } from "../../src/format/spec.ts";
import { placeKey } from "../../src/instrument/types.ts";
import { generateProgram } from "./generate.ts";
import { instrumentChecked } from "./invariants.ts";
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

it("so do those of which some functions are left, which are the only ones without probes", async () => {
  const program = fc
    .infiniteStream(fc.nat({ max: 0x7fffffff }))
    .map((choices) => generateProgram((count) => choices.next().value! % count));
  await fc.assert(
    fc.asyncProperty(program, fc.func(fc.boolean()), async (source, isLeft) => {
      const { sites } = instrumentChecked(source, { language: "js", format: "commonjs", firstSite: 1 });
      const left = sites.filter(({ kind }, index) => canBeLeft(kind) && isLeft(index));
      const leave = new Set(left.map(placeKey));
      expect((await runInstrumented({ source, leave })).outcome).toBe(await runPlain({ source }));
      const rest = instrumentChecked(source, { language: "js", format: "commonjs", firstSite: 1, leave }).sites;
      const functions = (all: typeof sites) => all.filter(({ kind }) => kind === SiteKind.Function).map(placeKey);
      expect(functions(rest)).toEqual(functions(sites).filter((key) => !leave.has(key)));
    }),
    { numRuns: 200 },
  );
});

function canBeLeft(kind: SiteKind): boolean {
  return kind === SiteKind.Function || kind === SiteKind.Promise || kind === SiteKind.Combinator;
}
