/** A script in a folder that no package.json is above, as the first one that somebody tries. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { NODE_LINES } from "../programs.ts";
import { modelOf, nodeOf, runPlain, runTraced } from "../run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "awaitscope-no-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SOURCES = {
  "script.js": "async function f() { await null; } f().then(() => console.log(typeof require));",
  "module.js": "export {}; async function f() { await null; } await f(); console.log(typeof require);",
  "element.jsx": "async function f() { await null; } f().then(() => console.log(typeof require));",
};

test.each(NODE_LINES.flatMap((line) => Object.keys(SOURCES).map((name) => ({ line, name }))))("$name, Node $line", async ({ line, name }) => {
  writeFileSync(join(folder, name), SOURCES[name as keyof typeof SOURCES]);
  const command = { executable: nodeOf(line), args: [name], cwd: folder };
  const [plain, { trace, ...traced }] = await Promise.all([runPlain(command), runTraced(command)]);
  if (name.endsWith(".js")) expect(traced).toEqual(plain);
  else expect(traced).toMatchObject({ end: 0, stderr: "" });
  const { tasks, losses } = modelOf(trace);
  expect(losses.uninstrumented).toEqual([]);
  expect(tasks.length).toBe(name === "module.js" ? 2 : 1);
});
