import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CHUNK_MAGIC } from "../../src/format/spec.ts";
import { appendExit } from "../../src/launch/append-exit.ts";
import { cacheFolder } from "../../src/launch/cache-folder.ts";
import { createNumberedTrace, createTraceFile, openTraceToAppend, traceNameOf } from "../../src/launch/trace-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test("a trace is for its owner alone, and so are the folders made for it", () => {
  const file = join(folder, "made/for it/a.awaitscope");
  expect(createTraceFile(file)).toEqual({ file, replaced: false });
  expect([mode(file), mode(join(folder, "made/for it")), mode(join(folder, "made"))]).toEqual(["600", "700", "700"]);
});

test("an older trace is replaced, anything else is not", () => {
  const file = join(folder, "b.awaitscope");
  const old = Buffer.alloc(40);
  old.writeUInt32LE(CHUNK_MAGIC);
  writeFileSync(file, old);
  expect(createTraceFile(file)).toEqual({ file, replaced: true });
  expect(statSync(file).size).toBe(0);
  expect(createTraceFile(file).replaced).toBe(false);

  writeFileSync(file, "important words");
  expect(() => createTraceFile(file)).toThrow(`"${file}" exists and is not a trace. Choose another name with -o.`);
  mkdirSync(join(folder, "c.awaitscope"));
  expect(() => createTraceFile(join(folder, "c.awaitscope"))).toThrow("exists and is not a trace");
});

test("a symbolic link is refused, to create and to append", () => {
  const target = join(folder, "target");
  writeFileSync(target, "");
  const link = join(folder, "link.awaitscope");
  symlinkSync(target, link);
  expect(() => createTraceFile(link)).toThrow(
    `"${link}" is a symbolic link. Give the path of a plain file for the trace.`,
  );
  expect(() => openTraceToAppend(link)).toThrow("ELOOP");
  const end = { pid: 1, exitCode: 0, signal: null };
  expect(appendExit(link, end)).toEqual({
    reason: "its symbolic links lead in a circle",
    remedy: "see to it that the file can be written",
  });
  expect(statSync(target).size).toBe(0);
});

test("a name that is taken gets a number", () => {
  const inside = join(folder, "numbered");
  for (let run = 0; run < 3; run++) createNumberedTrace(inside, "app");
  symlinkSync(join(inside, "nowhere"), join(inside, "app-4.awaitscope"));
  createNumberedTrace(inside, "app");
  expect(readdirSync(inside).sort()).toEqual(
    ["app.awaitscope", "app-2.awaitscope", "app-3.awaitscope", "app-4.awaitscope", "app-5.awaitscope"].sort(),
  );
  expect(existsSync(join(inside, "nowhere"))).toBe(false);
});

test("a place that cannot be written is said", () => {
  expect(() => createTraceFile("/proc/nothing/x.awaitscope")).toThrow(
    /^The trace "\/proc\/nothing\/x.awaitscope" cannot be created \(.+\)\. Choose a folder that you can write to\.$/,
  );
});

test("a trace is called like its file", () => {
  expect([traceNameOf("/a/server.test.ts"), traceNameOf("x.mjs"), traceNameOf("/a/.env")]).toEqual([
    "server.test",
    "x",
    ".env",
  ]);
});

test("the cache folder is the user's own, or there is none", () => {
  const home = join(folder, "cache home");
  const made = cacheFolder({ XDG_CACHE_HOME: home });
  expect([made, mode(made)]).toEqual([join(home, "awaitscope"), "700"]);
  expect(cacheFolder({ XDG_CACHE_HOME: "/proc/nothing" })).toBe("");

  const shared = join(folder, "shared");
  mkdirSync(join(shared, "awaitscope"), { recursive: true, mode: 0o777 });
  expect(cacheFolder({ XDG_CACHE_HOME: shared }) === "").toBe(
    (statSync(join(shared, "awaitscope")).mode & 0o022) !== 0,
  );
});
