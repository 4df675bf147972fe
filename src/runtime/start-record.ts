/** The Start record: which thread of which process this is, and how its clock stands to others. */
import { isMainThread } from "node:worker_threads";
import type { ClockAnchor, StarterRecord, StartRecord } from "../format/spec.ts";
import { clockZeroMs } from "./clock.ts";
import { node } from "./intrinsics.ts";

export interface Started {
  /** This thread's number, 0 for the main thread. */
  readonly thread: number;
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
    thread: options.thread,
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

function readAnchor(): ClockAnchor {
  const monotonicNs = node.hrtime();
  return { clockMs: Number(monotonicNs) / 1e6 - clockZeroMs, monotonicNs: String(monotonicNs), wallMs: Date.now() };
}
