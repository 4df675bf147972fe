import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type FindNodeOptions, findNode } from "../../src/launch/find-node.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();

/** A program that answers `--version` as a Node of that version would, and counts how often it was asked. */
function fakeNode(path: string, version: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho asked >> "$0.asked"\necho v${version}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A search that knows of nothing but what the test put there. */
function search(options: Partial<FindNodeOptions> & { home: string }) {
  const home = join(folder, options.home);
  const places = ["NVM_DIR", "FNM_DIR", "VOLTA_HOME", "MISE_DATA_DIR", "ASDF_DATA_DIR", "NODENV_ROOT", "N_PREFIX"];
  const nowhere = Object.fromEntries(places.map((name) => [name, join(home, name)]));
  const cwd = join(home, "project");
  mkdirSync(cwd, { recursive: true });
  return findNode({ cwd, own: null, ...options, env: { PATH: "", ...nowhere, ...options.env } });
}

test("takes the project's own Node before the one on PATH", async () => {
  const project = fakeNode("a/node_modules/.bin/node", "24.1.0");
  const path = fakeNode("a/bin/node", "26.0.0");
  expect(await search({ home: "a", env: { PATH: dirname(path) } })).toMatchObject({
    ok: true,
    node: { path: project, version: "24.1.0", origin: "project", electron: false },
  });
});

test("passes over an old one on PATH and takes the newest that a version manager installed", async () => {
  const old = fakeNode("b/bin/node", "20.19.0");
  fakeNode("b/NVM_DIR/versions/node/v22.9.0/bin/node", "22.9.0");
  fakeNode("b/NVM_DIR/versions/node/v22.20.0/bin/node", "22.20.0");
  const newest = fakeNode("b/FNM_DIR/node-versions/v24.3.0/installation/bin/node", "24.3.0");
  expect(await search({ home: "b", env: { PATH: dirname(old) } })).toEqual({
    ok: true,
    node: { path: newest, version: "24.3.0", origin: "installed", electron: false },
    passedOver: [{ path: old, version: "20.19.0", origin: "path" }],
  });
});

test("a setting is obeyed", async () => {
  const set = fakeNode("c/odd place/my node", "22.15.0");
  const other = fakeNode("c/bin/node", "26.0.0");
  const found = await search({ home: "c", setting: set, env: { PATH: dirname(other) } });
  expect(found).toMatchObject({ ok: true, node: { path: set, origin: "setting" } });
});

test("a setting may be relative to the folder, or a name on PATH", async () => {
  const relative = fakeNode("d/project/tools/node", "24.0.0");
  const named = fakeNode("d/bin/node24", "24.0.1");
  expect(await search({ home: "d", setting: "tools/node" })).toMatchObject({ node: { path: relative } });
  expect(await search({ home: "d", setting: "node24", env: { PATH: dirname(named) } })).toMatchObject({
    node: { path: named },
  });
});

test("a setting that is too old, missing or something else is refused, even where another Node would do", async () => {
  const good = fakeNode("e/bin/node", "26.0.0");
  const old = fakeNode("e/old/node", "20.19.0");
  const env = { PATH: dirname(good) };
  const sentences = [];
  for (const setting of [old, join(folder, "e/missing"), join(folder, "e"), "/bin/echo"]) {
    const found = await search({ home: "e", setting, env });
    sentences.push(found.ok ? "found" : `${found.problem.code}: ${found.problem.message.replaceAll(folder, "…")}`);
  }
  expect(sentences).toEqual([
    'node-setting-too-old: The configured Node "…/e/old/node" is 20.19.0, which cannot be traced. Set the path of Node 22.15 or later, 24 or 26.',
    'node-setting-missing: The configured Node "…/e/missing" does not run (no executable file there). Set the path of Node 22.15 or later, 24 or 26, or leave it empty to have one found.',
    'node-setting-missing: The configured Node "…/e" does not run (it is not a file). Set the path of Node 22.15 or later, 24 or 26, or leave it empty to have one found.',
    'node-setting-missing: The configured Node "/bin/echo" does not run (it is not Node). Set the path of Node 22.15 or later, 24 or 26, or leave it empty to have one found.',
  ]);
});

test("the editor's Node is the last resort and marked as one", async () => {
  const own = { path: fakeNode("f/editor/code", "22.20.0"), electron: true };
  const old = fakeNode("f/bin/node", "18.0.0");
  // Machines have a Node in the usual fixed places or not: then the editor's is not needed.
  const found = await search({ home: "f", own, env: { PATH: dirname(old) } });
  expect(found.passedOver[0]).toEqual({ path: old, version: "18.0.0", origin: "path" });
  expect(found.ok && ["own", "installed"].includes(found.node.origin)).toBe(true);
});

test("asks each program once as long as its file stays the same", async () => {
  const { readFileSync } = await import("node:fs");
  const path = fakeNode("g/bin/node", "24.0.0");
  const env = { PATH: dirname(path) };
  const asked = () => readFileSync(`${path}.asked`, "utf8").trim().split("\n").length;
  await search({ home: "g", env });
  await search({ home: "g", env });
  expect(asked()).toBe(1);
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  await search({ home: "g", env });
  expect(asked()).toBe(2);
});

test("a link that leads nowhere, a folder of that name and relative PATH entries are passed by", async () => {
  const good = fakeNode("h/good/node", "24.0.0");
  mkdirSync(join(folder, "h/one/node"), { recursive: true });
  mkdirSync(join(folder, "h/two"), { recursive: true });
  symlinkSync(join(folder, "h/gone"), join(folder, "h/two/node"));
  const PATH = [join(folder, "h/one"), join(folder, "h/two"), "relative", "", dirname(good)].join(":");
  expect(await search({ home: "h", env: { PATH } })).toMatchObject({ node: { path: good }, passedOver: [] });
});

test("this process's own Node is found when nothing else is", async () => {
  const found = await findNode({ cwd: folder, env: { PATH: "" } });
  expect(found).toMatchObject({ ok: true, node: { path: process.execPath, origin: "own", electron: false } });
});
