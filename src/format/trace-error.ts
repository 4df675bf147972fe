import { FORMAT_VERSION } from "./spec.ts";

export type TraceProblem = "empty" | "not-a-trace" | "nothing-whole" | "newer-version";

/**
 * Bytes that cannot be read as a trace at all. Damage inside a trace is no error: it is skipped and counted.
 * The message is for people: what happened, where, and what to do.
 */
export class TraceError extends Error {
  override readonly name = "TraceError";
  readonly problem: TraceProblem;
  /** Byte offset in the file at which reading stopped. */
  readonly offset: number;

  constructor(problem: TraceProblem, offset: number, message: string) {
    super(message);
    this.problem = problem;
    this.offset = offset;
  }
}

export function emptyTrace(): TraceError {
  return new TraceError(
    "empty",
    0,
    "The trace is empty: no process wrote to it. Check that the program starts Node and that tracing is not disabled there, then trace it again.",
  );
}

export function notATrace(searchedBytes: number): TraceError {
  return new TraceError(
    "not-a-trace",
    0,
    `This is not an Awaitscope trace: its first ${searchedBytes} bytes hold no chunk. Open a file that Awaitscope has written, usually *.awaitscope.`,
  );
}

export function nothingWhole(offset: number, bytes: number): TraceError {
  return new TraceError(
    "nothing-whole",
    offset,
    `The trace is damaged from byte ${offset} on: none of its chunks is whole in ${bytes} bytes. Copy the file again from where it was written, or trace the program again.`,
  );
}

export function newerVersion(version: number): TraceError {
  return new TraceError(
    "newer-version",
    0,
    `The trace has format version ${version}; this Awaitscope reads up to version ${FORMAT_VERSION}. Update Awaitscope to open it.`,
  );
}
