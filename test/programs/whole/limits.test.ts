/** What the file system refuses: the program goes on as it would, and the loss is counted where something can be written. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { NODE_LINES } from "../programs.ts";
import { Lab, type Program, type Settings } from "./run.ts";

const lab = new Lab();
afterAll(() => lab.remove());

/** 40,000 events, some 250 KB, over half a second. */
const SOURCE = `
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function child() {}
async function main() {
  for (let round = 0; round < 20; round++) {
    for (let call = 0; call < 500; call++) await child();
    await sleep(20);
  }
  console.log("done");
}
main();`;

async function same(program: Program, line: 22 | 24 | 26, settings: Settings = {}) {
  const [plain, traced] = await Promise.all([lab.plain(program, line), lab.traced(program, line, settings)]);
  expect({ stdout: traced.stdout, stderr: traced.stderr, end: traced.end }).toEqual(plain);
  return traced.model.losses;
}

test.each(NODE_LINES)("a file that may not grow is lost from there on, Node %i", async (line) => {
  // In blocks of 512 bytes: 50 KB.
  const program = { file: `size-${line}.cjs`, source: SOURCE, shell: 'ulimit -f 100; exec "$@"' };
  const { damagedChunks } = await same(program, line);
  expect(damagedChunks).toBeLessThanOrEqual(1);
});

test.each(NODE_LINES)("a program without descriptors to spare runs as before, Node %i", async (line) => {
  const source = `${SOURCE}
const { openSync } = require("node:fs");
setTimeout(() => { try { for (;;) openSync(__filename); } catch (error) { console.log(error.code); } }, 50);`;
  const program = { file: `descriptors-${line}.cjs`, source, shell: 'ulimit -n 64; exec "$@"' };
  expect(await same(program, line)).toEqual({ droppedEvents: 0, damagedChunks: 0, missingChunks: 0, uninstrumented: [] });
});

test("a folder that becomes read-only changes nothing", async () => {
  const folder = join(lab.folder, "read-only");
  mkdirSync(folder);
  const trace = join(folder, "trace.awaitscope");
  writeFileSync(trace, "", { mode: 0o600 });
  const program = { file: "folder.cjs", source: SOURCE, shell: `chmod 500 '${folder}'; exec "$@"` };
  const losses = await same(program, 24, { trace });
  spawnSync("chmod", ["700", folder]);
  expect(losses).toEqual({ droppedEvents: 0, damagedChunks: 0, missingChunks: 0, uninstrumented: [] });
});

/** Only root may mount; elsewhere the limit on a file's size has to do. */
const disk = join(lab.folder, "disk");
mkdirSync(disk);
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (isMounted) spawnSync("umount", [disk]);
});

test.runIf(isMounted)("a full disk loses what comes then, counts it, and goes on when there is room again", async () => {
  const trace = join(disk, "trace.awaitscope");
  writeFileSync(trace, "", { mode: 0o600 });
  const other = join(disk, "other");
  writeFileSync(other, new Uint8Array(40_000));
  const program = { file: "disk.cjs", source: SOURCE };
  const losses = await same(program, 24, {
    trace,
    onStart() {
      const timer = setInterval(() => {
        if (statSync(trace).size < 16_000) return;
        clearInterval(timer);
        setTimeout(() => rmSync(other, { force: true }), 150);
      }, 5);
    },
  });
  expect(losses.droppedEvents).toBeGreaterThan(0);
  expect(losses.missingChunks).toBe(0);
});
