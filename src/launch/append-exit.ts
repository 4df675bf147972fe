import { closeSync, writeSync } from "node:fs";
import { encodeJsonChunk } from "../format/encode.ts";
import { ChunkKind, type ExitRecord } from "../format/spec.ts";
import { openTraceToAppend } from "./trace-file.ts";

/**
 * Appends how a process ended, which only the one who started it sees when it was killed. The chunk names the
 * launcher as its writer, so it takes no number from the program's own sequence. False when the file cannot be
 * written: the trace stays readable without.
 */
export function appendExit(trace: string, exit: ExitRecord): boolean {
  const origin = { pid: process.pid, thread: 0, sequence: 0, droppedEvents: 0 };
  const chunk = encodeJsonChunk(ChunkKind.Exit, exit, origin);
  try {
    const descriptor = openTraceToAppend(trace);
    try {
      return writeSync(descriptor, chunk) === chunk.length;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}
