/**
 * Programs that use our names, or hide the globals that probes stand on, do the same plain and traced, also where no code
 * may be made from strings. `AWAITSCOPE_NAMES=1000` for as many.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { NODE_LINES } from "../programs.ts";
import { modelOf, nodeOf, runPlain, runTraced } from "../run-command.ts";
import { collidingPrograms } from "./collide.ts";

const COUNT = Number(process.env.AWAITSCOPE_NAMES ?? 100);
const SEED = 20261122;
const folder = mkdtempSync(join(tmpdir(), "awaitscope-names-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const programs = collidingPrograms(SEED, COUNT);
mkdirSync(join(folder, "programs"));
for (const [i, program] of programs.entries()) {
  writeFileSync(join(folder, "programs", `${String(i).padStart(5, "0")}.cjs`), program);
}
cpSync(fileURLToPath(new URL("run.cjs", import.meta.url)), join(folder, "run.cjs"));

const runs = NODE_LINES.map((line) => ({
  line,
  flags: line === 22 ? [] : ["--disallow-code-generation-from-strings"],
}));

test.each(runs)("Node $line $flags", async ({ line, flags }) => {
  const command = { executable: nodeOf(line), args: [...flags, join(folder, "run.cjs")], cwd: folder };
  const plain = await runPlain(command);
  const { trace, ...traced } = await runTraced(command);
  const [expected, actual] = [byProgram(plain.stdout), byProgram(traced.stdout)];
  const differing = expected.flatMap((text, i) =>
    text === actual[i] ? [] : [{ program: programs[i], text, traced: actual[i] }],
  );
  expect(differing.slice(0, 3)).toEqual([]);
  expect(traced).toEqual(plain);
  expect(expected.length).toBe(COUNT);
  // The others are syntax errors, the same both ways: a name at the wrong place, or `await using` on Node 22.
  const broken = expected
    .filter((text) => text.includes("\nSyntaxError: "))
    .map((text) => text.slice(0, text.indexOf("\n")));
  expect(COUNT - broken.length).toBeGreaterThan(COUNT / 3);
  const { losses, tasks } = modelOf(trace);
  expect(losses.uninstrumented.filter(({ file }) => !broken.includes(basename(file)))).toEqual([]);
  expect(tasks.length).toBeGreaterThan(COUNT);
});

function byProgram(stdout: string): string[] {
  return stdout.split(/^== /m).slice(1);
}
