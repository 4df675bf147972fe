import { writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** The one line that the program's user may see of us: nothing can be recorded, and why. */
export function warnUnrecorded(error: unknown): void {
  if (!isMainThread) return;
  const reason = error instanceof Error ? error.message : String(error);
  try {
    writeSync(2, `awaitscope: this process is not traced: ${reason}\n`);
  } catch {
    // Not even that can be said.
  }
}
