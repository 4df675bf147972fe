import type { Model, ThreadInfo } from "./types.ts";

/** The thread wrote its end, or the launcher saw its process end: what is open there stays open. */
export function hasEnded({ processes }: Pick<Model, "processes">, { end, process }: ThreadInfo): boolean {
  return end !== null || processes[process]!.exit !== null;
}

/**
 * By thread, milliseconds from the trace's start: until when what it left open is known to have been open. Up to its end, or to the
 * last that is heard of its process where that is known to have ended; else up to the trace's end.
 */
export function openUntilMs(model: Model): Float64Array {
  const { threads, processes, endMs } = model;
  const latestMs = processes.map((process) => Math.max(...process.threads.map((thread) => threads[thread]!.lastMs)));
  return Float64Array.from(threads, (thread) => {
    if (thread.end !== null) return thread.lastMs;
    return hasEnded(model, thread) ? latestMs[thread.process]! : endMs;
  });
}

/** What ends with the thread, in a word: the first process is the program. */
export function lifeWord({ threads }: Model, thread: number): "program" | "process" | "worker" {
  const { start, process } = threads[thread]!;
  if (start.threadKind === "worker") return "worker";
  return process === 0 ? "program" : "process";
}
