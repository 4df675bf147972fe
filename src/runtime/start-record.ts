/** The Start record: which thread of which process this is, and how its clock stands to others. */
import { isMainThread, threadId } from "node:worker_threads";
import type { ClockAnchor, StarterRecord, StartRecord } from "../format/spec.ts";
import { clockMs } from "./intrinsics.ts";

export interface Started {
  /** The program's or worker's file, absolute; empty for none. */
  readonly file: string;
  readonly command: string;
  readonly startedBy: StarterRecord | null;
}

/** What a thread says of itself before its first event. Its clock's anchor is taken now. */
export function startRecord(options: Started, hasTurns: boolean): StartRecord {
  return {
    pid: process.pid,
    parentPid: process.ppid,
    thread: isMainThread ? 0 : threadId,
    threadKind: isMainThread ? "main" : "worker",
    file: options.file,
    command: options.command,
    cwd: currentFolder(),
    runtime: `node ${process.version}`,
    platform: process.platform,
    anchor: readAnchor(),
    turns: hasTurns ? "exact" : "none",
    startedBy: options.startedBy,
  };
}

/** Empty where the folder is gone. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "";
  }
}

/** The closest of a few readings: the system may take the thread off its core between two clocks, for milliseconds. */
function readAnchor(): ClockAnchor {
  let best = { gapMs: Number.POSITIVE_INFINITY, clockMs: 0, monotonicNs: "0" };
  for (let reading = 0; reading < 4; reading++) {
    const before = clockMs();
    const monotonic = process.hrtime.bigint();
    const gapMs = clockMs() - before;
    if (gapMs < best.gapMs) best = { gapMs, clockMs: before + gapMs / 2, monotonicNs: String(monotonic) };
  }
  return { clockMs: best.clockMs, monotonicNs: best.monotonicNs, wallMs: Date.now() };
}
