import { statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { BUFFER_MEGABYTES, LAUNCH_VARIABLE, type LaunchOptions } from "../protocol/launch.ts";
import { addRequire } from "../protocol/node-options.ts";
import { cacheFolder } from "./cache-folder.ts";
import { launchErrors } from "./errors.ts";
import type { FoundNode } from "./find-node.ts";
import type { Environment } from "./node-places.ts";

/** A traced program as data: the command line spawns it, the extension gives it to a terminal. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** What is added to the environment or replaces a part of it; the rest is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly trace: string;
}

export interface TraceOptions {
  /** The trace file, created before. */
  readonly trace: string;
  /** `dist/preload.cjs`, absolute. */
  readonly preload: string;
  /** Working directory of the program, absolute. */
  readonly cwd: string;
  /** The environment that the program will inherit, for its NODE_OPTIONS. */
  readonly env?: Environment;
  /** Globs; relative ones count from `cwd`. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Options of Node itself, such as `--enable-source-maps`; for a file only. */
  readonly nodeArgs?: readonly string[];
  /** Where instrumented code is cached. Left out: the user's cache folder. Empty: nowhere. */
  readonly cache?: string;
  /** Upper bound of the recorder's own memory per process, bytes. */
  readonly bufferBytes?: number;
}

/** A source file on a Node. `file` may be relative to `cwd`. Throws a LaunchError when file or folder is missing. */
export function prepareFile(node: FoundNode, file: string, args: readonly string[], options: TraceOptions): Launch {
  const path = resolve(options.cwd, file);
  if (!isFile(path)) throw launchErrors.fileMissing(file);
  const { env, ...launch } = prepareCommand(node.path, [...(options.nodeArgs ?? []), path, ...args], options);
  if (!node.electron) return { ...launch, env };
  // A packaged editor takes no --require from NODE_OPTIONS for itself, only from its command line.
  return {
    ...launch,
    args: ["--require", options.preload, ...launch.args],
    env: { ...env, ELECTRON_RUN_AS_NODE: "1" },
  };
}

/** Any command: every Node that it starts is traced. Throws a LaunchError when the folder is missing. */
export function prepareCommand(command: string, args: readonly string[], options: TraceOptions): Launch {
  const { cwd, trace, preload } = options;
  if (!isFolder(cwd)) throw launchErrors.folderMissing(cwd);
  const launch: LaunchOptions = {
    trace,
    root: cwd,
    include: absoluteGlobs(options.include ?? [], cwd),
    exclude: absoluteGlobs(options.exclude ?? [], cwd),
    cache: options.cache ?? cacheFolder(options.env),
    bufferBytes: options.bufferBytes ?? BUFFER_MEGABYTES.default * 1024 * 1024,
  };
  const env = {
    NODE_OPTIONS: addRequire((options.env ?? process.env).NODE_OPTIONS, preload),
    [LAUNCH_VARIABLE]: JSON.stringify(launch),
  };
  return { command, args, env, cwd, trace };
}

/** Globs as the preload wants them: absolute, with forward slashes. One that starts with `**` matches anywhere. */
function absoluteGlobs(globs: readonly string[], cwd: string): string[] {
  const root = forwardSlashes(cwd).replace(/\/$/, "");
  return globs.map((glob) => {
    const pattern = forwardSlashes(glob).replace(/^\.\//, "");
    return isAbsolute(glob) || pattern.startsWith("**") ? pattern : `${root}/${pattern}`;
  });
}

function forwardSlashes(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
