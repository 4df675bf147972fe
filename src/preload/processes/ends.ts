/**
 * Ends that run no listener although the program itself brings them about: before `process.abort()`, and before a signal
 * that the program sends, what is recorded goes to the file.
 */
import { intercept } from "../../runtime/exit-watch.ts";
import { guard } from "../../runtime/faults.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import { applyWithRoom } from "../disguise/stack-room.ts";

export function watchEnds(texts: FunctionTexts, flush: () => void): void {
  // An accessor, since `abort` prints the frames above it, where a function of ours would show.
  intercept(process, "abort", process.abort, () => guard(flush, undefined));
  // What `process.kill` calls once it has checked its arguments.
  replace(process, "_kill", texts, (native) => ({
    _kill(this: unknown, pid: unknown, signal: unknown) {
      guard(() => isOwn(pid) && signal !== 0 && flush(), undefined);
      return applyWithRoom(native, this, [pid, signal]);
    },
  }));
}

/** 0 and below are groups of processes, which this one may belong to. */
function isOwn(pid: unknown): boolean {
  return pid === process.pid || Number(pid) <= 0;
}
