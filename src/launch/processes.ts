import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** A process as the system lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** Milliseconds since 1970, to within 20 ms from /proc and a second from ps. With the pid it names one process for ever. */
  readonly startedMs: number;
}

/** All processes of this Unix machine that can be seen. */
export async function listProcesses(): Promise<ListedProcess[]> {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** Kernel ticks per second as /proc shows them: 100 on every architecture Node supports (USER_HZ). */
const TICKS_PER_SECOND = 100;

function fromProc(): ListedProcess[] {
  const uptimeSeconds = Number.parseFloat(readFileSync("/proc/uptime", "utf8"));
  const bootMs = Date.now() - uptimeSeconds * 1000;
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    const fields = statFields(pid);
    // A zombie has ended; only its parent has not asked yet.
    if (!fields || fields.state === "Z") return [];
    return [{ pid, parentPid: fields.parentPid, startedMs: bootMs + (fields.startTicks / TICKS_PER_SECOND) * 1000 }];
  });
}

/** `pid (name) state ppid …`: the name may hold spaces and parentheses, so fields count from the last one. */
function statFields(pid: number): { state: string; parentPid: number; startTicks: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null; // ended since the folder was listed
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0]!, parentPid: Number(fields[1]), startTicks: Number(fields[19]) };
}

async function fromPs(): Promise<ListedProcess[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,ppid=,stat=,lstart="], {
    env: { ...process.env, LC_ALL: "C" },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line);
    if (!match || match[3]!.startsWith("Z")) return [];
    return [{ pid: Number(match[1]), parentPid: Number(match[2]), startedMs: Date.parse(match[4]!) }];
  });
}
