/**
 * Every error that launching can show to a user is made here: a sentence of what happened and a sentence of what to do.
 * The extension adds a button by `code`; the command line prints `message` as it is.
 */

export type LaunchErrorCode =
  | "node-setting-missing"
  | "node-setting-too-old"
  | "node-too-old"
  | "node-not-found"
  | "file-missing"
  | "trace-exists"
  | "trace-symlink"
  | "trace-unwritable"
  | "folder-missing"
  | "command-missing"
  | "command-not-executable";

export class LaunchError extends Error {
  readonly code: LaunchErrorCode;

  constructor(code: LaunchErrorCode, message: string) {
    super(message);
    this.name = "LaunchError";
    this.code = code;
  }
}

const WANTED = "Node 22.15 or later, 24 or 26";
const BY = "--node or the setting awaitscope.nodePath";

export const launchErrors = {
  nodeSettingMissing: (path: string, why: string) =>
    new LaunchError(
      "node-setting-missing",
      `The configured Node "${path}" does not run (${why}). Set the path of ${WANTED}, or leave it empty to have one found.`,
    ),

  nodeSettingTooOld: (path: string, version: string) =>
    new LaunchError(
      "node-setting-too-old",
      `The configured Node "${path}" is ${version}, which cannot be traced. Set the path of ${WANTED}.`,
    ),

  nodeTooOld: (path: string, version: string) =>
    new LaunchError(
      "node-too-old",
      `Node ${version} (${path}) cannot be traced and no other Node was found. Install ${WANTED} from https://nodejs.org, or give the path of one with ${BY}.`,
    ),

  nodeNotFound: () =>
    new LaunchError(
      "node-not-found",
      `No Node was found. Install ${WANTED} from https://nodejs.org, or give the path of one with ${BY}.`,
    ),

  fileMissing: (file: string) =>
    new LaunchError("file-missing", `There is no file "${file}". Give the path of a JavaScript or TypeScript file.`),

  traceExists: (file: string) =>
    new LaunchError("trace-exists", `"${file}" exists and is not a trace. Choose another name with -o.`),

  traceSymlink: (file: string) =>
    new LaunchError("trace-symlink", `"${file}" is a symbolic link. Give the path of a plain file for the trace.`),

  traceUnwritable: (file: string, why: string) =>
    new LaunchError(
      "trace-unwritable",
      `The trace "${file}" cannot be created (${why}). Choose a folder that you can write to.`,
    ),

  folderMissing: (folder: string) =>
    new LaunchError(
      "folder-missing",
      `There is no folder "${folder}" to run in. Give a working directory that exists.`,
    ),

  commandMissing: (command: string) =>
    new LaunchError("command-missing", `The command "${command}" was not found. Check its name and PATH.`),

  commandNotExecutable: (command: string, why: string) =>
    new LaunchError(
      "command-not-executable",
      `The command "${command}" cannot be run (${why}). Check that it is an executable file.`,
    ),
};

/** The short reason inside a system error: "permission denied" for EACCES, else its code or message. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return (code && REASONS[code]) || code || (error instanceof Error ? error.message : String(error));
}

/** What to do where a file could not be written to its end for `error`, as a clause: "free some space". */
export function remedyOf(error: unknown): string {
  return REMEDIES[errorCode(error) ?? ""] ?? "see to it that the file can be written";
}

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: "free some space",
  EDQUOT: "free some space",
  EFBIG: "allow larger files",
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  ENOENT: "no such file or folder",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  ENXIO: "it is a socket or a device that is not there",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file may not grow any more",
  EROFS: "the file system is read-only",
  ENOEXEC: "not a program for this machine",
  ETIMEDOUT: "it did not answer",
};
