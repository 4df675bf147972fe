import type { StarterRecord } from "../format/spec.ts";

/** What recording may take of a process's memory, megabytes: at least, unless told, and at most. */
export const BUFFER_MEGABYTES = { least: 4, default: 16, most: 1024 } as const;

/** In bytes, for {@link LaunchOptions.bufferBytes}; null for what is no number of megabytes within the bounds. */
export function bufferBytesOf(megabytes: unknown): number | null {
  const { least, most } = BUFFER_MEGABYTES;
  if (typeof megabytes !== "number" || !(megabytes >= least && megabytes <= most)) return null;
  return Math.floor(megabytes) * 1024 * 1024;
}

/** The one environment variable that carries a launch to the preload, as JSON of {@link LaunchOptions}. */
export const LAUNCH_VARIABLE = "AWAITSCOPE";

/** What the launcher tells every traced process. Absolute paths throughout. */
export interface LaunchOptions {
  /** The trace file, which the launcher has created (0600). The preload appends and never creates. */
  readonly trace: string;
  /** Working directory of the trace; report paths are relative to it. */
  readonly root: string;
  /** Globs over absolute paths with forward slashes. Empty include: everything but node_modules. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Where instrumented code is cached; empty for no cache. */
  readonly cache: string;
  /** Upper bound of the recorder's own memory per process, bytes. */
  readonly bufferBytes: number;
  /** Set for the processes that a traced process starts. */
  readonly startedBy?: StarterRecord;
  /** A process has said that its Node is too old; those that it starts need not. */
  readonly saidOldNode?: boolean;
}
