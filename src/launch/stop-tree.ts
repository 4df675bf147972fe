import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type ListedProcess, listProcesses } from "./processes.ts";

/** A process that the trace says it recorded. */
export interface RecordedProcess {
  readonly pid: number;
  /** When it said so (the wall clock of its Start record), milliseconds since 1970. */
  readonly wallMs: number;
}

export interface StopOptions {
  /** The process that was started. */
  readonly root: number;
  /** Processes named by the trace, which may have left the tree: detached, or their parent has ended. */
  readonly recorded?: readonly RecordedProcess[];
  /** When the launch began, milliseconds since 1970. */
  readonly launchedMs: number;
  /** How long a process may take to end by itself. */
  readonly graceMs?: number;
}

const GRACE_MS = 2000;
const LOOK_EVERY_MS = 25;
/** Process start times come in whole seconds from ps, and through a clock that may be adjusted. */
const CLOCK_SLACK_MS = 2000;

/**
 * Ends the whole tree under `root`: SIGTERM to every process of it, after the grace time SIGKILL to those that remain
 * and to what they started meanwhile. Resolves when all are gone, with the ids of those that could not be ended.
 *
 * Ids are reused, so an id alone kills nobody: a process is ours when it descends from the root, or when its start
 * time lies between the launch and the moment at which the trace's Start record names it.
 */
export async function stopTree(options: StopOptions): Promise<number[]> {
  if (process.platform === "win32") return stopOnWindows(options.root);
  const ours = new Map<number, ListedProcess>();
  collect(await listProcesses(), options, ours);
  signal(ours.values(), "SIGTERM");

  const deadline = performance.now() + (options.graceMs ?? GRACE_MS);
  while (performance.now() < deadline) {
    if ((await remaining(options, ours)).length === 0) return [];
    await delay(LOOK_EVERY_MS);
  }
  // What a dying program starts meanwhile is collected anew in each round.
  for (let round = 0; round < 40; round++) {
    const left = await remaining(options, ours);
    if (left.length === 0) return [];
    signal(left, "SIGKILL");
    await delay(LOOK_EVERY_MS);
  }
  return (await remaining(options, ours)).map(({ pid }) => pid);
}

/** Processes of ours that still run. Newcomers under them become ours too. */
async function remaining(options: StopOptions, ours: Map<number, ListedProcess>): Promise<ListedProcess[]> {
  const listed = await listProcesses();
  collect(listed, options, ours);
  return listed.filter((one) => isSame(ours.get(one.pid), one));
}

function collect(listed: readonly ListedProcess[], options: StopOptions, ours: Map<number, ListedProcess>): void {
  const byParent = childrenByParent(listed);
  const queue = listed.filter((one) => isSame(ours.get(one.pid), one) || isNamed(one, options));
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (next.pid === process.pid) continue;
    ours.set(next.pid, next);
    for (const child of byParent.get(next.pid) ?? []) if (!isSame(ours.get(child.pid), child)) queue.push(child);
  }
}

function childrenByParent(listed: readonly ListedProcess[]): Map<number, ListedProcess[]> {
  const children = new Map<number, ListedProcess[]>();
  for (const one of listed) {
    const siblings = children.get(one.parentPid);
    if (siblings) siblings.push(one);
    else children.set(one.parentPid, [one]);
  }
  return children;
}

/** The root, or a process that the trace names and that started in time to have written so. */
function isNamed({ pid, startedMs }: ListedProcess, { root, recorded = [], launchedMs }: StopOptions): boolean {
  if (startedMs < launchedMs - CLOCK_SLACK_MS) return false;
  if (pid === root) return true;
  return recorded.some((record) => record.pid === pid && startedMs <= record.wallMs + CLOCK_SLACK_MS);
}

function isSame(known: ListedProcess | undefined, listed: ListedProcess): boolean {
  return known !== undefined && Math.abs(known.startedMs - listed.startedMs) < CLOCK_SLACK_MS;
}

function signal(processes: Iterable<ListedProcess>, name: "SIGTERM" | "SIGKILL"): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended since it was listed, or became another user's and is not ours to end.
    }
  }
}

/** Windows knows no SIGTERM; taskkill ends the tree by force at once. */
async function stopOnWindows(root: number): Promise<number[]> {
  try {
    await promisify(execFile)("taskkill", ["/pid", String(root), "/t", "/f"], { windowsHide: true });
    return [];
  } catch (error) {
    const NO_SUCH_PROCESS = 128;
    return (error as { code?: unknown }).code === NO_SUCH_PROCESS ? [] : [root];
  }
}
