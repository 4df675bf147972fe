/** What the command line says when it cannot do what was asked, and how it ends then. */

/**
 * Exit codes, for scripts. `trace` and `exec` end as their program ends; their own failures take the numbers that
 * `env`, `timeout` and shells use, so that they can be told from the program's.
 */
export const ExitCode = {
  Ok: 0,
  /** `report` or `export` failed: the trace cannot be read, or the output cannot be written. */
  Failed: 1,
  /** The command line itself is wrong. */
  Usage: 2,
  /** `trace` or `exec` failed before the program started. */
  NotStarted: 125,
  NotExecutable: 126,
  NotFound: 127,
} as const;

/** The command line is wrong; `message` says how it is right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A file that a command reads or writes. */
export class FileError extends Error {
  override readonly name = "FileError";
}

export const usageErrors = {
  unknownCommand: (command: string) =>
    new UsageError(
      `There is no command "${command}". Use trace, exec, report or export; awaitscope --help lists them.`,
    ),
  noFile: () => new UsageError("No file was given. Write: awaitscope trace <file> [arguments]."),
  noCommand: () => new UsageError("No command was given. Write: awaitscope exec -- <command> [arguments]."),
  noTrace: (command: string) => new UsageError(`No trace was given. Write: awaitscope ${command} <trace>.`),
  oneTrace: (command: string) =>
    new UsageError(`Only one trace can be read at a time. Write: awaitscope ${command} <trace>.`),
  tasksWithoutJson: () => new UsageError("--tasks lists every task and goes with --json only. Add --json."),
  unknownFormat: (format: string) => new UsageError(`There is no format "${format}". Write: --format html.`),
  badBuffer: (given: string, { least, most }: { readonly least: number; readonly most: number }) =>
    new UsageError(`"${given}" is no size for --buffer. Write a number of megabytes from ${least} to ${most}.`),
  badOption: (command: string, reason: string) =>
    new UsageError(`${reason} awaitscope ${command} --help lists the options.`),
};

export const fileErrors = {
  unreadable: (file: string, reason: string) =>
    new FileError(`The trace "${file}" cannot be read (${reason}). Give the path of a trace, usually *.awaitscope.`),
  unwritable: (file: string, reason: string) =>
    new FileError(`"${file}" cannot be written (${reason}). Choose another place with -o.`),
  viewerMissing: (file: string) =>
    new FileError(
      `The viewer "${file}" is missing from this installation. Run npm run build, or install Awaitscope again.`,
    ),
};
