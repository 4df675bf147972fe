/** A trace path reaches the preload in the environment, where anyone may have put it: nothing but a trace is written to. */
import { execFileSync } from "node:child_process";
import { chownSync, linkSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LAUNCH_VARIABLE } from "../../src/protocol/launch.ts";
import { temporaryFolder } from "../launch/temporary-folder.ts";
import { runWithPreload } from "./run-with-preload.ts";

const folder = temporaryFolder();
const program = join(folder, "program.mjs");
writeFileSync(program, `await (async () => { await null; })(); console.log("ran", process.argv[2]);`);
const isRoot = process.getuid?.() === 0;

async function traceInto(trace: string): Promise<string> {
  const launch = { trace, root: folder, include: [], exclude: [], cache: "", bufferBytes: 1 << 20 };
  const env = { [LAUNCH_VARIABLE]: JSON.stringify(launch) };
  const { stdout, stderr, code } = await runWithPreload([program, "as ever"], env);
  expect({ stdout, code }).toEqual({ stdout: "ran as ever\n", code: 0 });
  return stderr;
}

function refused(trace: string, reason: string): string {
  return `awaitscope: this process is not traced: The trace ${trace} ${reason}\n`;
}

test("an empty file of this user's is written to", async () => {
  const trace = join(folder, "given.awaitscope");
  writeFileSync(trace, "", { mode: 0o600 });
  expect(await traceInto(trace)).toBe("");
  const size = statSync(trace).size;
  expect(size).toBeGreaterThan(500);
  expect(await traceInto(trace), "and so is a trace").toBe("");
  expect(statSync(trace).size).toBeGreaterThan(size);
});

test.for(["words that matter", "AWS", "AWS2 is no magic", "\0"])(
  "a file that holds %j stays as it is",
  async (text) => {
    const file = join(folder, "kept");
    writeFileSync(file, text);
    const before = statSync(file);
    expect(await traceInto(file)).toBe(refused(file, "exists and is not a trace."));
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(statSync(file).mtimeMs).toBe(before.mtimeMs);
  },
);

test("nothing is made where nothing is", async () => {
  const missing = join(folder, "missing");
  expect(await traceInto(missing)).toMatch(/^awaitscope: this process is not traced: ENOENT/);
  expect(lstatSync(missing, { throwIfNoEntry: false })).toBeUndefined();
});

test("a symbolic link, also to a trace, is not followed", async () => {
  const target = join(folder, "target.awaitscope");
  writeFileSync(target, "", { mode: 0o600 });
  const link = join(folder, "link");
  symlinkSync(target, link);
  expect(await traceInto(link)).toMatch(/^awaitscope: this process is not traced: ELOOP/);
  expect(statSync(target).size).toBe(0);
});

test("a second name of a file is not a trace's", async () => {
  const target = join(folder, "other-name");
  writeFileSync(target, "", { mode: 0o600 });
  const name = join(folder, "name.awaitscope");
  linkSync(target, name);
  expect(await traceInto(name)).toBe(refused(name, "has a second name."));
  expect(statSync(target).size).toBe(0);
});

test("a folder, a pipe, a socket's place and a device are no files", async () => {
  mkdirSync(join(folder, "folder"));
  expect(await traceInto(join(folder, "folder"))).toMatch(/not traced: EISDIR/);
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  // Nobody reads from it: to open it must not wait for that.
  expect(await traceInto(pipe)).toBe(refused(pipe, "is not a regular file."));
  expect(await traceInto("/dev/null")).toBe(refused("/dev/null", "is not a regular file."));
  expect(await traceInto("/dev/full")).toBe(refused("/dev/full", "is not a regular file."));
});

// Only root can make another user's file that it could also write to; for everyone else the system refuses.
test.runIf(isRoot)("another user's file is not written to", async () => {
  const file = join(folder, "theirs.awaitscope");
  writeFileSync(file, "", { mode: 0o666 });
  chownSync(file, 65534, 65534);
  expect(await traceInto(file)).toBe(refused(file, "belongs to another user."));
  expect(statSync(file).size).toBe(0);
});

test.for(["", "no JSON", "{}", '{"trace":""}', '{"trace":7}', "null", "[]"])("a launch %j is none", async (launch) => {
  const ended = await runWithPreload([program, "as ever"], { [LAUNCH_VARIABLE]: launch });
  expect(ended).toEqual({ stdout: "ran as ever\n", stderr: "", code: 0 });
});
