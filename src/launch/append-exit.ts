import { closeSync, writeSync } from "node:fs";
import { encodeJsonChunk } from "../format/encode.ts";
import { ChunkKind, type ExitRecord } from "../format/spec.ts";
import { reasonOf } from "./errors.ts";
import { openTraceToAppend } from "./trace-file.ts";

/**
 * Appends how a process ended, which only the one who started it sees when it was killed. The chunk names the
 * launcher as its writer, so it takes no number from the program's own sequence. Gives the reason why the file
 * cannot be written, such as "the disk is full", or null: the trace stays readable without, but what the program wrote
 * last may be missing for the same reason.
 */
export function appendExit(trace: string, exit: ExitRecord): string | null {
  const origin = { pid: process.pid, thread: 0, sequence: 0, droppedEvents: 0 };
  const chunk = encodeJsonChunk(ChunkKind.Exit, exit, origin);
  try {
    const descriptor = openTraceToAppend(trace);
    try {
      // The file takes a part of a chunk only where its disk ends.
      return writeSync(descriptor, chunk) === chunk.length ? null : reasonOf({ code: "ENOSPC" });
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return reasonOf(error);
  }
}
