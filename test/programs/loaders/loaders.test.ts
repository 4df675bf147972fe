/**
 * How people run TypeScript, and everything else that decides how a file is loaded: each way is a small real project, run
 * plain and traced. Every byte is the same, and the trace has the user's functions at the user's own lines: one golden for a
 * project, whatever compiled it. `AWAITSCOPE_ALL_LOADERS=1` runs every way on every line of Node; without it the rare ones run on
 * the lines named with them.
 */
import { readdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { expectGolden } from "../../golden.ts";
import { installLoaders } from "./install.ts";
import { prepareProjects } from "./prepare.ts";
import { runWay } from "./run-way.ts";
import { linesOf, ways } from "./ways.ts";

beforeAll(async () => {
  await installLoaders();
  prepareProjects();
}, 600_000);

test("every golden belongs to a way", () => {
  const goldens = readdirSync(new URL("goldens/", import.meta.url)).filter((name) => name.endsWith(".txt"));
  const known = ways.map((way) => `${way.golden ?? way.project}.txt`);
  expect(goldens.filter((name) => !known.includes(name))).toEqual([]);
});

test.concurrent.each(ways)("$name", async (way) => {
  for (const line of linesOf(way)) {
    const { plain, traced, sites } = await runWay(way, line);
    expect(traced, `Node ${line}`).toEqual(plain);
    expect(plain.end, `Node ${line}: ${plain.stderr}`).toBe(way.end ?? 0);
    expectGolden(new URL(`goldens/${way.golden ?? way.project}.txt`, import.meta.url), sites);
  }
});
