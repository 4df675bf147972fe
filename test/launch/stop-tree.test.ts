import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { listProcesses } from "../../src/launch/processes.ts";
import { stopTree } from "../../src/launch/stop-tree.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

let files = 0;
/** Runs a shell script; `$F` is a file of its own. Resolves when the script has written its first line there. */
async function shell(script: string): Promise<{ pid: number; lines: () => string[] }> {
  const file = join(folder, `out-${files++}`);
  const child = spawn("/bin/sh", ["-c", script], { env: { ...process.env, F: file }, stdio: "ignore" });
  started.push(child);
  const lines = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
  await vi.waitFor(() => expect(lines()[0]).toBeTruthy(), { timeout: 10_000 });
  return { pid: child.pid!, lines };
}

const runs = async (pid: number) => (await listProcesses()).some((one) => one.pid === pid);

test("lists this process with its parent and the time it started", async () => {
  const self = (await listProcesses()).find(({ pid }) => pid === process.pid)!;
  expect(self.parentPid).toBe(process.ppid);
  expect(Math.abs(self.startedMs - (Date.now() - process.uptime() * 1000))).toBeLessThan(5000);
});

test("ends children and grandchildren, and lets them clean up", async () => {
  const launchedMs = Date.now();
  const { pid, lines } = await shell(
    `trap 'echo bye >> "$F"; exit' TERM; (sleep 100 & echo $! >> "$F"; wait) & while :; do sleep 0.05; done`,
  );
  const grandchild = Number(lines()[0]);
  expect(await runs(grandchild)).toBe(true);
  expect(await stopTree({ root: pid, launchedMs, graceMs: 5000 })).toEqual([]);
  expect([await runs(pid), await runs(grandchild)]).toEqual([false, false]);
  expect(lines()).toContain("bye");
});

test("one that ignores SIGTERM is killed after the grace time", async () => {
  const launchedMs = Date.now();
  const { pid } = await shell(`trap '' TERM; echo ready >> "$F"; while :; do sleep 0.05; done`);
  expect(await stopTree({ root: pid, launchedMs, graceMs: 100 })).toEqual([]);
  expect(await runs(pid)).toBe(false);
});

test("a process that left the tree is ended when the trace names it, and only then", async () => {
  const launchedMs = Date.now();
  const { pid, lines } = await shell(`(sleep 101 & echo $! > "$F"); exec sleep 102`);
  const orphan = Number(lines()[0]);
  await stopTree({ root: pid, launchedMs });
  expect([await runs(pid), await runs(orphan)]).toEqual([false, true]);
  await stopTree({ root: pid, recorded: [{ pid: orphan, wallMs: Date.now() }], launchedMs });
  expect(await runs(orphan)).toBe(false);
});

test("an id that was used again by another process is left alone", async () => {
  const other = await shell(`echo ready > "$F"; exec sleep 103`);
  const anHour = 3_600_000;
  // Recorded an hour before that process started; and a launch an hour after it did.
  await stopTree({
    root: 0,
    recorded: [{ pid: other.pid, wallMs: Date.now() - anHour }],
    launchedMs: Date.now() - 2 * anHour,
  });
  await stopTree({ root: other.pid, launchedMs: Date.now() + anHour });
  expect(await runs(other.pid)).toBe(true);
});
