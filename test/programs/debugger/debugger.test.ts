/**
 * A debugger at a traced program: what it places by the source map that the running code names is what it would show of
 * the plain program, frame by frame, at every stop.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { strip } from "../../../src/instrument/probes.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../../src/protocol/launch.ts";
import { addRequire } from "../../../src/protocol/node-options.ts";
import { NODE_LINES } from "../programs.ts";
import { modelOf, nodeOf } from "../run-command.ts";
import { PRELOAD } from "../run-program.ts";
import { debug, type Session } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "awaitscope-debugger-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = ["module.mjs", "script.cjs", "typed.mts"];
const runs = NODE_LINES.flatMap((line) => FILES.map((name) => ({ line, name })));

test.each(runs)("Node $line, $name", async ({ line, name }) => {
  const file = new URL(`program/${name}`, import.meta.url);
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text, i) => (text.endsWith("// stop") ? [i + 1] : []));
  const debugged = { executable: nodeOf(line), file, lines };
  const plain = await debug({ ...debugged, env: {} });
  const trace = join(folder, `${line}-${name}.awaitscope`);
  const traced = await debug({ ...debugged, env: launchInto(trace, fileURLToPath(file)) });

  expect(plain).toMatchObject({ end: 0, mapUrl: "" });
  expect(plain.stops.length).toBeGreaterThan(lines.length);
  expect(traced.mapUrl).toMatch(/^data:application\/json;base64,/);
  expect(shown(traced)).toEqual(shown(plain));
  expect(modelOf(readFileSync(trace)).tasks.length).toBeGreaterThan(2);
});

function launchInto(trace: string, file: string): Record<string, string> {
  writeFileSync(trace, "", { mode: 0o600 });
  const options: LaunchOptions = {
    trace,
    root: dirname(file),
    include: [],
    exclude: [],
    cache: "",
    bufferBytes: 8 * 1024 * 1024,
  };
  return { NODE_OPTIONS: addRequire(undefined, PRELOAD), [LAUNCH_VARIABLE]: JSON.stringify(options) };
}

/**
 * What differs is left out: a scope lists the names that probes add, a function's description is its running text, and
 * before the first statement a function's variables are not there yet, where they would be undefined.
 */
function shown({ mapUrl: _, stops, ...session }: Session): object {
  const own = (variables: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(variables)
        .filter(([name, value]) => !name.startsWith("$aw") && value !== "undefined")
        .map(([name, value]) => [name, strip(value, "$aw")]),
    );
  return { ...session, stops: stops.map((stop) => ({ ...stop, variables: own(stop.variables) })) };
}
