/**
 * Children of every kind: a program that starts them in each way there is prints, and they print, the same bytes plain
 * and traced; and whoever ran is in the trace.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { dumpModel } from "../../../src/model/dump.ts";
import { NODE_LINES } from "../programs.ts";
import { modelOf, nodeOf, runPlain, runTraced } from "../run-command.ts";

const PROGRAM = fileURLToPath(new URL("program/", import.meta.url));
const top = mkdtempSync(join(tmpdir(), "awaitscope-children-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** NODE_OPTIONS of the program itself: nothing, and what a person may have set already. */
const OPTIONS = ["", "--no-warnings --stack-trace-limit=12"];

for (const line of NODE_LINES) {
  test(`Node ${line}`, async () => {
    const options = OPTIONS[line === 24 ? 1 : 0]!;
    // One after the other: both write to the same folder, whose name is in what they print.
    const plain = await runPlain(commandIn(line, options));
    const { trace, ...traced } = await runTraced(commandIn(line, options));
    expect(plain.end, plain.stderr).toBe(0);
    expect(byWay(traced.stdout)).toEqual(byWay(plain.stdout));
    expect(traced).toEqual(plain);

    const ran = readFileSync(join(folderOf(line), "ran.log"), "utf8")
      .trimEnd()
      .split("\n");
    expect(ran.length).toBeGreaterThan(85);
    const dump = dumpModel(modelOf(trace), { times: false, root: folderOf(line) });
    const called = dump.match(/^ +child child\.mjs:6:16 /gm) ?? [];
    // The one whose parent said that it is not to be traced.
    expect(called.length).toBe(ran.filter((way) => way !== "untraced").length);
  });
}

function folderOf(line: number): string {
  return join(top, String(line), `wíth späce, 'quotes" $HOME 👩‍🚀`);
}

function commandIn(line: (typeof NODE_LINES)[number], options: string) {
  const folder = folderOf(line);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(PROGRAM, folder, { recursive: true });
  const env = options === "" ? {} : { NODE_OPTIONS: options };
  return { executable: nodeOf(line), args: [join(folder, "main.mjs")], cwd: folder, env };
}

/** What each way printed, so that a difference names its way. */
function byWay(stdout: string): Record<string, string> {
  return Object.fromEntries(stdout.split(/^== /m).map((part) => part.split(/\n(.*)/s) as [string, string]));
}
