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

/** `start`: the file's first bytes, which often tell what it is instead. */
export function notATrace(searchedBytes: number, start: Uint8Array): TraceError {
  const what = KINDS.find(({ magic }) => magic.every((byte, at) => start[at] === byte));
  const advice = what?.advice ?? "Open a file that Awaitscope has written, usually *.awaitscope.";
  return new TraceError(
    "not-a-trace",
    0,
    `This is not an Awaitscope trace: its first ${searchedBytes} bytes hold no chunk. ${advice}`,
  );
}

const JSON_ADVICE =
  "It looks like JSON: a report, or another tool's profile. Open the trace itself, usually *.awaitscope.";

/** What people open by mistake, and what to do then. */
const KINDS: readonly { readonly magic: readonly number[]; readonly advice: string }[] = [
  { magic: [0x1f, 0x8b], advice: "It is compressed with gzip: unpack it, and open what comes out if that is a trace." },
  { magic: [0x50, 0x4b], advice: "It is a ZIP archive: unpack it, and open the trace in it, usually *.awaitscope." },
  {
    magic: [0x3c],
    advice: "It looks like a web page: open an exported timeline in a browser, or the trace it was made of here.",
  },
  { magic: [0x7b], advice: JSON_ADVICE },
  { magic: [0x5b], advice: JSON_ADVICE },
  {
    magic: [0xff, 0xfe],
    advice: "It is text in UTF-16. Open a file that Awaitscope has written, usually *.awaitscope.",
  },
  {
    magic: [0x7f, 0x45, 0x4c, 0x46],
    advice: "It is a program. Trace a JavaScript or TypeScript file, then open the trace.",
  },
];

/** Bytes of a file's start that {@link notATrace} looks at. */
export const TELLING_BYTES = 4;

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
