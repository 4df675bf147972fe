/**
 * Whatever fails inside the recorder, the program does not notice: it prints the same and ends the same with a fault at
 * the entry of any function of ours that it comes by. All of them run with `AWAITSCOPE_FAULTS=all`, else every eighth or so.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { nodeOf, runPlain, runTraced } from "../run-command.ts";
import type { Output } from "../run-program.ts";
import { buildFaultyBundles, withFault } from "./faulty-bundles.ts";

const MAIN = fileURLToPath(new URL("program/main.mts", import.meta.url));
const SAMPLE = 50;
const folder = mkdtempSync(join(tmpdir(), "awaitscope-faults-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

await buildFaultyBundles(folder);
const command = { executable: nodeOf(24), args: [MAIN], cwd: dirname(MAIN) };

const plain = await runPlain(command);
const log = join(folder, "reached.txt");
const traced = await runTraced({ ...command, preload: withFault(folder, { at: null, log }) });
const reached = [...new Set(readFileSync(log, "utf8").trim().split("\n"))];
const step = process.env.AWAITSCOPE_FAULTS === "all" ? 1 : Math.max(1, Math.floor(reached.length / SAMPLE));

test("without a fault it runs as it should, and comes by most of the recorder", () => {
  expect(output(traced)).toEqual(output(plain));
  expect(reached.length).toBeGreaterThan(300);
});

test.concurrent.each(reached.filter((_, index) => index % step === 0))("%s", async (at) => {
  const faulty = await runTraced({ ...command, preload: withFault(folder, { at, log: null }) });
  expect(output(faulty)).toEqual(output(plain));
});

/** Without what the recorder says itself. */
function output({ stdout, stderr, end }: Output): Output {
  return { stdout, stderr: stderr.replaceAll(/^awaitscope: .*\n/gm, ""), end };
}
