import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCodeCache, sweep } from "../../src/preload/loading/code-cache.ts";
import { contentKey } from "../../src/preload/loading/content-key.ts";

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "awaitscope-cache-"));
  folder = join(parent, "cache");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const entry = { meta: { name: "$aw", sites: [{ text: "a\nb" }] }, code: "first line\nsecond – line\n" };

test("what was written is read back, by this and by another cache on the folder", () => {
  const cache = createCodeCache(folder);
  expect(cache.read("key")).toBeNull();
  cache.write("key", entry);
  expect(cache.read("key")).toEqual(entry);
  expect(createCodeCache(folder).read("key")).toEqual(entry);
});

test("folder and files are the user's alone", () => {
  createCodeCache(folder).write("key", entry);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test("a damaged entry is a miss, wherever the damage is", () => {
  const cache = createCodeCache(folder);
  cache.write("key", entry);
  const file = join(folder, "key.code");
  const whole = readFileSync(file, "utf8");
  for (let at = 0; at < whole.length; at++) {
    writeFileSync(file, whole.slice(0, at));
    expect(cache.read("key")).toBeNull();
    writeFileSync(file, `${whole.slice(0, at)}${whole[at] === "x" ? "y" : "x"}${whole.slice(at + 1)}`);
    expect(cache.read("key")).toBeNull();
  }
});

test("a folder that cannot be made or written is a cache without entries", () => {
  writeFileSync(folder, "a file stands here");
  const cache = createCodeCache(folder);
  cache.write("key", entry);
  expect(cache.read("key")).toBeNull();
  expect(createCodeCache("").read("key")).toBeNull();
});

test("sweeping deletes the oldest entries until half of the bound is left", () => {
  const cache = createCodeCache(folder);
  for (let i = 0; i < 10; i++) {
    cache.write(`key${i}`, { meta: i, code: "x".repeat(1000) });
    utimesSync(join(folder, `key${i}.code`), i, i);
  }
  sweep(folder, 1_000_000);
  expect(cache.read("key0")).not.toBeNull();
  sweep(folder, 6000);
  expect(cache.read("key0")).toBeNull();
  expect(cache.read("key9")).not.toBeNull();
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(3000 + 1100);
});

test("keys differ by one character anywhere, and by the seed", () => {
  const text = "const answer = await question();\n".repeat(20);
  const keys = new Set([contentKey(text, "1"), contentKey(text, "2"), contentKey(`${text} `, "1")]);
  for (let at = 0; at < text.length; at++) {
    keys.add(contentKey(`${text.slice(0, at)}~${text.slice(at + 1)}`, "1"));
  }
  expect(keys.size).toBe(text.length + 3);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
});
