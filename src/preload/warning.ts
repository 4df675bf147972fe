import { writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** The one line that the program's user may see of us: nothing can be recorded, and why. */
export function warnUnrecorded(error: unknown): void {
  warn(`this process is not traced: ${describe(error)}`);
}

/** Something of ours failed; the program did not. */
export function warnFault(error: unknown): void {
  warn(`part of this process may be missing in the trace: ${describe(error)}`);
}

export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function warn(sentence: string): void {
  if (!isMainThread) return;
  try {
    writeSync(2, `awaitscope: ${sentence}\n`);
  } catch {
    // Not even that can be said.
  }
}
