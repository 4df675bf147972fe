/**
 * Ends that run no listener although the program itself brings them about: before `process.abort()`, and before a signal
 * that the program sends, what is recorded goes to the file.
 */
import { intercept } from "../runtime/exit-watch.ts";
import type { FunctionTexts } from "./function-text.ts";
import { replace } from "./replace.ts";

/** `flush` must not throw. */
export function watchEnds(texts: FunctionTexts, flush: () => void): void {
  // An accessor, since `abort` prints the frames above it, where a function of ours would show.
  intercept(process, "abort", process.abort, flush);
  // What `process.kill` calls once it has checked its arguments.
  replace(process, "_kill", texts, (native) => ({
    _kill(this: unknown, pid: unknown, signal: unknown) {
      if (isOwn(pid) && signal !== 0) flush();
      return Reflect.apply(native, this, [pid, signal]);
    },
  }));
}

/** 0 and below are groups of processes, which this one may belong to. */
function isOwn(pid: unknown): boolean {
  return pid === process.pid || Number(pid) <= 0;
}
