import { closeSync, writeSync } from "node:fs";
import { encodeJsonChunk } from "../format/encode.ts";
import { ChunkKind, type ExitRecord } from "../format/spec.ts";
import { reasonOf, remedyOf } from "./errors.ts";
import { openTraceToAppend } from "./trace-file.ts";

/** Why a trace may lack what came last, such as "the disk is full", and what to do about it: "free some space". */
export interface CutShort {
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Appends how a process ended, which only the one who started it sees when it was killed. The chunk names the
 * launcher as its writer, so it takes no number from the program's own sequence. Gives null, or why the file cannot
 * be written: the trace stays readable without, but what the program wrote last may be missing for the same reason.
 */
export function appendExit(trace: string, exit: ExitRecord): CutShort | null {
  const origin = { pid: process.pid, thread: 0, sequence: 0, droppedEvents: 0 };
  const chunk = encodeJsonChunk(ChunkKind.Exit, exit, origin);
  try {
    const descriptor = openTraceToAppend(trace);
    try {
      // The file takes a part of a chunk only where its disk ends.
      return writeSync(descriptor, chunk) === chunk.length ? null : cutShortBy({ code: "ENOSPC" });
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return cutShortBy(error);
  }
}

function cutShortBy(error: unknown): CutShort {
  return { reason: reasonOf(error), remedy: remedyOf(error) };
}
