import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  unlinkSync,
} from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { CHUNK_MAGIC } from "../format/spec.ts";
import { errorCode, launchErrors, reasonOf } from "./errors.ts";
import { makePrivateFolder } from "./private-folder.ts";

/**
 * A trace holds names and paths of a program, so the file is for its owner alone (0600), folders made for it too
 * (0700), and a symbolic link is refused: a trace never lands somewhere else than where it was said to.
 */

export const TRACE_EXTENSION = ".awaitscope";

/** What the traced processes may still write to: appended by many, created by the launcher alone. */
export interface CreatedTrace {
  readonly file: string;
  /** An older trace of that name was removed. */
  readonly replaced: boolean;
}

/**
 * Creates the empty trace `file` (absolute). An older trace in its place is replaced; anything else there is refused.
 * Throws a LaunchError.
 */
export function createTraceFile(file: string): CreatedTrace {
  try {
    makePrivateFolder(dirname(file));
    const replaced = removeOldTrace(file);
    createEmpty(file);
    return { file, replaced };
  } catch (error) {
    throw asLaunchError(error, file);
  }
}

/**
 * Creates an empty trace in `folder` under the first free name of `name.awaitscope`, `name-2.awaitscope`, …
 * Throws a LaunchError.
 */
export function createNumberedTrace(folder: string, name: string): CreatedTrace {
  for (let number = 1; ; number++) {
    const file = join(folder, `${name}${number === 1 ? "" : `-${number}`}${TRACE_EXTENSION}`);
    if (existsSync(file)) continue;
    try {
      makePrivateFolder(folder);
      createEmpty(file);
      return { file, replaced: false };
    } catch (error) {
      // Another run took the name between the look and the creation, or a dangling link holds it: the next number.
      if (errorCode(error) !== "EEXIST" && errorCode(error) !== "ELOOP") throw asLaunchError(error, file);
    }
  }
}

/** The name a trace of a source file gets: the file's without folder and extension. */
export function traceNameOf(file: string): string {
  return basename(file, extname(file)) || "trace";
}

/** Opens a trace to append to, never through a link. The caller closes it. */
export function openTraceToAppend(file: string): number {
  return openSync(file, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW);
}

/** Windows has no such flag; a link there needs a privilege to be made. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

function createEmpty(file: string): void {
  closeSync(openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600));
}

/** Removes `file` when it is a trace or empty; true when something was there. */
function removeOldTrace(file: string): boolean {
  let stat: Stats;
  try {
    stat = lstatSync(file);
  } catch {
    return false;
  }
  if (stat.isSymbolicLink()) throw launchErrors.traceSymlink(file);
  if (!stat.isFile() || !isTraceOrEmpty(file)) throw launchErrors.traceExists(file);
  unlinkSync(file);
  return stat.size > 0;
}

function isTraceOrEmpty(file: string): boolean {
  const descriptor = openSync(file, constants.O_RDONLY | NO_FOLLOW);
  try {
    if (fstatSync(descriptor).size === 0) return true;
    const start = Buffer.alloc(4);
    return readSync(descriptor, start, 0, 4, 0) === 4 && start.readUInt32LE() === CHUNK_MAGIC;
  } finally {
    closeSync(descriptor);
  }
}

function asLaunchError(error: unknown, file: string): Error {
  if (error instanceof Error && error.name === "LaunchError") return error;
  if (errorCode(error) === "ELOOP") return launchErrors.traceSymlink(file);
  return launchErrors.traceUnwritable(file, reasonOf(error));
}
