/**
 * Test runners run, report and end as without us, and their tests and what these test are in the trace at the user's own
 * lines; or the file is listed as a loss with the reason. A few runs by default; all of them on all lines of Node with
 * `npm run conformance:runners`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import type { Model } from "../../../src/model/types.ts";
import { installPackages } from "../../../scripts/lib/packages.mjs";
import { NODE_LINES, type NodeLine } from "../programs.ts";
import { Project } from "./run.ts";
import { RUNS, type Run } from "./runners.ts";
import { expectedIn, tracedIn } from "./traced.ts";

const all = process.env.AWAITSCOPE_RUNNERS === "all";
const runs = RUNS.flatMap((run) => (all ? NODE_LINES : (run.smoke ?? [])).map((line) => ({ run, line, name: run.name })));

let packages = "";
beforeAll(async () => {
  packages = await installPackages(fileURLToPath(new URL(".", import.meta.url)), "runners");
});

test.each(runs.filter(({ run }) => run.differs === undefined))("$name on Node $line", check);
test.fails.each(runs.filter(({ run }) => run.differs !== undefined))("$name on Node $line", check);

async function check({ run, line }: { run: Run; line: NodeLine }): Promise<void> {
  const project = new Project(packages, run, line);
  const plain = await project.runPlain();
  const { outcome, model } = await project.runTraced();
  expect(outcome).toEqual(plain);
  // A run that never got to its tests would be the same in both ways.
  expect(JSON.stringify(plain)).toMatch(/no item 8|no item 3|item last|not n|leaking memory/);
  for (const path of project.sources()) expectTraced(model, project.folder, path, run);
}

function expectTraced(model: Model, folder: string, path: string, { lowered = false, unused }: Run): void {
  if (unused?.test(path)) return;
  const expected = expectedIn(folder, path);
  if (expected.length === 0) return;
  const file = join(folder, path);
  const losses = model.losses.uninstrumented.filter((loss) => loss.file === file);
  expect(losses.length, `${path} among the losses`).toBe(lowered ? 1 : 0);
  if (lowered) return;
  // Runners wait for imports on their own account, which are in the trace too.
  expect(tracedIn(model, file), path).toEqual(expect.arrayContaining(expected));
}
