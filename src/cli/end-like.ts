import { constants } from "node:os";
import type { ProgramEnd } from "../launch/run.ts";

/** Ends this process as the program ended: with its exit code, or by the signal that ended it. */
export function endLike({ exitCode, signal }: ProgramEnd): void {
  if (signal === null) {
    process.exitCode = exitCode ?? 0;
    return;
  }
  // Shells show a signal that does not end this process as 128 and its number.
  process.exitCode = 128 + constants.signals[signal];
  process.kill(process.pid, signal);
}
