import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The bundle that a user runs; the build has made it before the tests. */
export const CLI = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An environment in which nothing of the machine's own decides: no colours, no NODE_OPTIONS, no cache of a user. */
export function environment(folder: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...env } = process.env;
  return { ...env, XDG_CACHE_HOME: folder, ...more };
}

/**
 * Starts `awaitscope …` in a session of its own, so that no terminal of the tests' takes part. `shell` is a line of the
 * shell that starts it as `"$@"`.
 */
export function start(
  args: readonly string[],
  options: SpawnOptions,
  shell = 'exec "$@"',
): { child: ChildProcess; ended: Promise<Ended> } {
  const command = [process.execPath, CLI, ...args];
  const child = spawn("/bin/sh", ["-c", shell, "sh", ...command], { ...options, detached: true, stdio: "pipe" });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]!.setEncoding("utf8").on("data", (piece: string) => {
      text[name] += piece;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ ...text, code, signal }));
  });
  return { child, ended };
}

export function run(args: readonly string[], options: SpawnOptions, input = ""): Promise<Ended> {
  const { child, ended } = start(args, options);
  child.stdin!.end(input);
  return ended;
}
