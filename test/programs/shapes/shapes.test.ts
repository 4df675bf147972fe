/**
 * Shapes of code that broke other tools that rewrite source: each in every form it can be written in, on every supported
 * line of Node, prints the same bytes plain and traced.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { NODE_LINES, type NodeLine } from "../programs.ts";
import { modelOf, nodeOf, runPlain, runTraced } from "../run-command.ts";
import { FORMS, type Form, listShapes, writeBatch } from "./forms.ts";

const folder = mkdtempSync(join(tmpdir(), "awaitscope-shapes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shapes = listShapes();
/** Flags under which a form runs once more, on one line of Node. */
const FLAGS: readonly { form: Form; flags: readonly string[] }[] = [
  { form: "mjs", flags: ["--enable-source-maps"] },
  { form: "cjs", flags: ["--trace-warnings", "--stack-trace-limit=3", "--no-deprecation"] },
];
const runs = [
  ...NODE_LINES.flatMap((line) => FORMS.map((form) => ({ line, form, flags: [] as readonly string[] }))),
  ...FLAGS.map(({ form, flags }) => ({ line: 24 as const, form, flags })),
].map((run) => ({ ...run, name: [`Node ${run.line}`, run.form, ...run.flags].join(" ") }));

test.concurrent.each(runs)("$name", async ({ line, form, flags, name }) => {
  const fitting = shapes.filter(({ forms, lines }) => forms.includes(form) && lines.includes(line as NodeLine));
  const batch = writeBatch(join(folder, name), form, fitting);
  const command = { executable: nodeOf(line), args: [...flags, ...batch.args], cwd: batch.cwd };
  const [plain, { trace, ...traced }] = await Promise.all([runPlain(command), runTraced(command)]);
  expect(plain.stdout.match(/^FAILED.*$/gm) ?? []).toEqual([]);
  expect(plain.end, plain.stderr).toBe(0);
  expect(byShape(traced.stdout)).toEqual(byShape(plain.stdout));
  expect(traced).toEqual(plain);
  const model = modelOf(trace);
  const { uninstrumented, ...gaps } = model.losses;
  expect(gaps).toMatchObject({ damagedChunks: 0, missingChunks: 0 });
  // Those that a shape makes of a text.
  expect(uninstrumented.filter(({ file }) => !/^\[new Async(?:Generator)?Function\]$/.test(file))).toEqual([]);
  const traceable = new Set(model.sites.map(({ file }) => file));
  expect(batch.files.filter((file) => !traceable.has(file))).toEqual([]);
});

test("every form has its shapes", () => {
  for (const form of FORMS) expect(shapes.filter(({ forms }) => forms.includes(form)).length).toBeGreaterThanOrEqual(4);
});

/** What each shape printed, so that a difference names its shape. */
function byShape(stdout: string): Record<string, string> {
  return Object.fromEntries(stdout.split(/^== /m).map((part) => part.split(/\n(.*)/s) as [string, string]));
}
