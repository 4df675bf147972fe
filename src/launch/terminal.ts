import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Whether this process is in the foreground of its terminal, so that a key like Ctrl-C sends its signal to every
 * process of the group, the program included. A signal that is passed on as well would reach the program twice, which
 * many programs take for "stop at once".
 */
export function isInForeground(): boolean {
  if (process.platform === "win32") return true; // the console tells all its processes
  try {
    const { group, foreground } = process.platform === "linux" ? groupsFromProc() : groupsFromPs();
    return group === foreground;
  } catch {
    return process.stdin.isTTY === true;
  }
}

interface Groups {
  readonly group: number;
  /** Foreground process group of the controlling terminal, -1 or 0 without one. */
  readonly foreground: number;
}

function groupsFromProc(): Groups {
  const text = readFileSync("/proc/self/stat", "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { group: Number(fields[2]), foreground: Number(fields[5]) };
}

function groupsFromPs(): Groups {
  const text = execFileSync("ps", ["-o", "pgid=,tpgid=", "-p", String(process.pid)], { encoding: "utf8" });
  const [group, foreground] = text.trim().split(/\s+/).map(Number);
  return { group: group ?? 0, foreground: foreground ?? -1 };
}
