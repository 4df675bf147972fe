/** Values of a program are not in its trace, nor in anything made of it: whatever they went through, however encoded. */
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { environment, run } from "../cli/command.ts";
import { temporaryFolder } from "../launch/temporary-folder.ts";
import { NODES } from "../runtime/program.ts";
import { findCanaries, makeCanaries } from "./canaries.ts";

const PROGRAM = fileURLToPath(new URL("fixtures/secrets.mjs", import.meta.url));
const folder = temporaryFolder();

const NAMES = [
  ...["argument", "result", "yielded", "error", "errorName", "thrown", "uncaught", "environment", "programArgument"],
  ...["url", "header", "body", "file", "path", "event", "resource", "computed", "context", "importQuery", "dataUrl"],
  ...[
    "evaluated",
    "workerData",
    "workerArgument",
    "workerName",
    "message",
    "childArgument",
    "childEnvironment",
    "title",
  ],
];

test("the search finds a secret in every encoding", () => {
  const canaries = makeCanaries(["a"]);
  const secret = canaries.a!;
  const hidden = (text: string, encoding: BufferEncoding) => Buffer.from(`x${text}yz`).toString(encoding);
  const found = (bytes: Buffer) => findCanaries(bytes, canaries).length > 0;
  expect(found(Buffer.from("cAnary~a~"))).toBe(false);
  for (const bytes of [
    Buffer.from(secret),
    Buffer.from(secret, "utf16le"),
    Buffer.from(secret, "utf16le").swap16(),
    ...["", "1", "22", "333"].map((before) => Buffer.from(hidden(before + secret, "base64"))),
    ...["", "1", "22", "333"].map((before) => Buffer.from(Buffer.from(before + secret, "utf16le").toString("base64"))),
    Buffer.from(hidden(secret, "hex")),
    Buffer.from(hidden(secret, "hex").toUpperCase()),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from(secret).reverse(),
  ])
    expect(found(bytes)).toBe(true);
});

test.for(NODES)("nothing a program works with is kept, on Node $line", { timeout: 180_000 }, async ({ line, path }) => {
  const home = join(folder, `node-${line}`);
  const scratch = join(folder, `scratch-${line}`);
  mkdirSync(home);
  mkdirSync(scratch);
  const canaries = makeCanaries(NAMES);
  const env = { SECRETS: JSON.stringify(canaries), TOKEN: canaries.environment!, SCRATCH: scratch };
  const options = { cwd: home, env: environment(home, env) };

  const traced = await run(
    ["trace", "--node", path, "-o", "t.awaitscope", PROGRAM, canaries.programArgument!],
    options,
  );
  expect(traced).toMatchObject({ stdout: "all true\n", code: 1 });
  const outputs: [string, Buffer][] = [["our line", Buffer.from(ownLine(traced.stderr))]];
  for (const args of [
    ["report", "t.awaitscope"],
    ["report", "--json", "--tasks", "t.awaitscope"],
  ]) {
    const { stdout, code } = await run(args, options);
    expect(code).toBe(0);
    outputs.push([args.join(" "), Buffer.from(stdout)]);
  }
  expect(await run(["export", "t.awaitscope", "-o", "t.html"], options)).toMatchObject({ code: 0 });
  // The trace, the page, and the cache of instrumented code.
  for (const file of filesIn(home)) outputs.push([file, readFileSync(file)]);
  outputs.push(["the page's trace", traceOf(readFileSync(join(home, "t.html"), "utf8"))]);

  const trace = readFileSync(join(home, "t.awaitscope"));
  expect(trace.includes("values"), "the names of functions are there").toBe(true);
  expect(outputs.flatMap(([where, bytes]) => findCanaries(bytes, canaries).map((leak) => `${where}: ${leak}`))).toEqual(
    [],
  );
  for (const file of filesIn(home)) expect(statSync(file).mode & 0o077, file).toBe(0);
});

/** The program's own uncaught error is its own affair. */
function ownLine(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.startsWith("awaitscope: "));
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function traceOf(page: string): Buffer {
  const parts = [...page.matchAll(/class="awaitscope-trace">([^<]*)</g)].map(([, part = ""]) => part);
  return gunzipSync(Buffer.from(parts.join(""), "base64"));
}
