import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { prepareCommand, prepareFile } from "../../src/launch/prepare.ts";
import { bufferBytesOf } from "../../src/protocol/launch.ts";
import { addRequire } from "../../src/protocol/node-options.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const preload = join(folder, `back\\slash "quote".cjs`);
writeFileSync(preload, `globalThis.preloaded = (globalThis.preloaded ?? 0) + 1;`);
const program = join(folder, "prógram.cjs");
writeFileSync(
  program,
  `console.log(JSON.stringify({ preloaded: globalThis.preloaded, other: globalThis.other, args: process.argv.slice(2),
    execArgv: process.execArgv, launch: JSON.parse(process.env.AWAITSCOPE), cwd: process.cwd() }));`,
);
const node = { path: process.execPath, version: process.versions.node, origin: "own", electron: false } as const;
const trace = join(folder, "t.awaitscope");

function run(launch: ReturnType<typeof prepareFile>, env: Record<string, string> = {}) {
  const { command, args, cwd } = launch;
  return JSON.parse(
    execFileSync(command, args, { cwd, env: { ...process.env, ...env, ...launch.env }, encoding: "utf8" }),
  );
}

test("the preload reaches the program through spaces, quotes, backslashes and other letters", () => {
  const launch = prepareFile(node, program, ["a b", '"', "--x"], { trace, preload, cwd: folder, cache: "" });
  expect(run(launch)).toEqual({
    preloaded: 1,
    args: ["a b", '"', "--x"],
    execArgv: [],
    cwd: folder,
    launch: { trace, root: folder, include: [], exclude: [], cache: "", bufferBytes: 16 * 1024 * 1024 },
  });
});

test("what the user has in NODE_OPTIONS stays, behind ours", () => {
  const other = join(folder, "other.cjs");
  writeFileSync(other, "globalThis.other = globalThis.preloaded ?? 'first';");
  const env = { NODE_OPTIONS: `--require ${JSON.stringify(other)} --stack-trace-limit=20` };
  const launch = prepareFile(node, program, [], { trace, preload, cwd: folder, env, cache: "" });
  expect(run(launch, env)).toMatchObject({ preloaded: 1, other: 1 });
});

test("the option is added once", () => {
  const once = addRequire("--enable-source-maps", "/a b/preload.cjs");
  expect(once).toBe('--require "/a b/preload.cjs" --enable-source-maps');
  expect(addRequire(once, "/a b/preload.cjs")).toBe(once);
  expect(addRequire(undefined, "C:\\Users\\ü\\preload.cjs")).toBe('--require "C:\\\\Users\\\\ü\\\\preload.cjs"');
});

test("a bound on memory is a whole number of megabytes within bounds", () => {
  expect([4, 16.9, 1024].map(bufferBytesOf)).toEqual([4 << 20, 16 << 20, 1024 * 1024 * 1024]);
  for (const wrong of [3.9, 1025, 0, -16, Number.NaN, Number.POSITIVE_INFINITY, "16", null, undefined]) {
    expect(bufferBytesOf(wrong)).toBeNull();
  }
  const launch = prepareCommand("true", [], { trace, preload, cwd: folder, cache: "", bufferBytes: 4 << 20 });
  expect(JSON.parse(launch.env.AWAITSCOPE!)).toMatchObject({ bufferBytes: 4 << 20 });
});

test("an editor's binary takes the preload on its command line and is told to be Node", () => {
  const editor = { ...node, electron: true };
  const launch = prepareFile(editor, "prógram.cjs", ["x"], {
    trace,
    preload,
    cwd: folder,
    nodeArgs: ["--no-warnings"],
  });
  expect(launch.args).toEqual(["--require", preload, "--no-warnings", program, "x"]);
  expect(launch.env.ELECTRON_RUN_AS_NODE).toBe("1");
});

test("globs count from the program's folder", () => {
  mkdirSync(join(folder, "inner"), { recursive: true });
  const cwd = join(folder, "inner");
  const globs = ["src/**", "./lib/*.ts", "**/x.ts", "/abs/**"];
  const launch = prepareCommand("true", [], { trace, preload, cwd, include: globs, cache: "" });
  const { include } = JSON.parse(launch.env.AWAITSCOPE!);
  expect(include).toEqual([`${cwd}/src/**`, `${cwd}/lib/*.ts`, "**/x.ts", "/abs/**"]);
});

test("a missing file and a missing folder are said", () => {
  const options = { trace, preload, cwd: folder };
  expect(() => prepareFile(node, "nothing.ts", [], options)).toThrow(
    'There is no file "nothing.ts". Give the path of a JavaScript or TypeScript file.',
  );
  expect(() => prepareCommand("true", [], { ...options, cwd: "/nowhere/at all" })).toThrow(
    'There is no folder "/nowhere/at all" to run in. Give a working directory that exists.',
  );
});
