/**
 * The motto, proved: every program prints the same and ends the same with and without tracing, byte for byte, on every
 * supported line of Node. The golden beside each holds what the trace says of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { expectGolden } from "../golden.ts";
import type { NodeLine } from "../nodes.ts";
import { ownDump, pythonDumps } from "../reader/python.ts";
import { listPrograms, type Program } from "./programs.ts";
import { type Output, runPlain, runTraced } from "./run-program.ts";

const programs = listPrograms();

test("there are enough programs, and no golden without one", () => {
  expect(programs.length).toBeGreaterThanOrEqual(30);
  const names = programs.map(({ name }) => `${name}.txt`);
  const goldens = readdirSync(new URL("goldens/", import.meta.url)).filter((name) => name.endsWith(".txt"));
  expect(goldens.filter((name) => !names.includes(name))).toEqual([]);
});

test.concurrent.each(programs)("$name", async (program) => {
  // Newest first: the golden has what Node 22 cannot tell.
  for (const line of program.lines.toReversed()) {
    const [plain, traced] = await Promise.all([plainOutput(program, line), runTraced(program, line)]);
    const { model, trace, ...output } = traced;
    expect(output, `Node ${line}`).toEqual(plain);
    expectModel(program, line, model);
    expect(await pythonDumps([trace]), "the reader in Python").toEqual([ownDump(trace)]);
  }
});

async function plainOutput(program: Program, line: NodeLine): Promise<Output> {
  const { expected } = program;
  return expected === null ? runPlain(program, line) : { stdout: expected, stderr: "", end: 0 };
}

/**
 * One golden holds on all lines. On 22 turns are not recorded, because there they would cost a callback for every
 * promise reaction, so what a future finally waited for is not known: every resource is just a promise there.
 */
function expectModel({ name, races }: Program, line: NodeLine, model: string): void {
  const golden = new URL(`goldens/${name}.txt`, import.meta.url);
  if (line !== 22) return expectGolden(golden, races ? withoutResources(model) : model);
  expect(withoutResources(model), "Node 22").toBe(withoutResources(readFileSync(golden, "utf8")));
}

const WORD =
  "(?:timer(?: of \\d+ ms)?|immediate|file operation|socket|connection|HTTP [a-z]+|child process|worker|message|pipe|cryptography)";
/** Behind what a wait calls it stands in parentheses. */
const RESOURCE = new RegExp(` from .*$| on ${WORD}$| \\(${WORD}\\)$`, "gm");

function withoutResources(model: string): string {
  return model.replace(RESOURCE, (text) => (text.startsWith(" on ") ? " on promise" : ""));
}
