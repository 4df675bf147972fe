import { execFile } from "node:child_process";
import { constants, promises as fs } from "node:fs";
import { type NodeVersion, parseNodeVersion } from "./node-versions.ts";

/** What a path turned out to be when it was asked for its version. */
export type Probe =
  | { readonly ok: true; readonly version: NodeVersion }
  /** `missing`: there is nothing to run at that path; `reason` is a short phrase. */
  | { readonly ok: false; readonly missing: boolean; readonly reason: string };

/** A version manager's shim may download before it answers, and a cold disk is slow. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Runs `path --version` in `cwd`, because the shims of version managers answer by folder. `electron` asks an editor's
 * own binary to behave as Node. Answers are kept as long as the file stays the same.
 */
export async function probeNode(path: string, cwd: string, electron = false): Promise<Probe> {
  let modifiedMs: number;
  try {
    await fs.access(path, constants.X_OK);
    const stat = await fs.stat(path);
    if (!stat.isFile()) return { ok: false, missing: true, reason: "it is not a file" };
    modifiedMs = stat.mtimeMs;
  } catch {
    return { ok: false, missing: true, reason: "no executable file there" };
  }
  const key = JSON.stringify([path, cwd, electron, modifiedMs]);
  let probe = answers.get(key);
  if (!probe) {
    probe = askVersion(path, cwd, electron);
    answers.set(key, probe);
    // A failure may pass: a busy machine, a shim that was downloading.
    void probe.then((answer) => answer.ok || answers.delete(key));
  }
  return probe;
}

const answers = new Map<string, Promise<Probe>>();

function askVersion(path: string, cwd: string, electron: boolean): Promise<Probe> {
  // The user's NODE_OPTIONS may name a file that does not exist from here, which would end the question.
  const { NODE_OPTIONS: _, ...env } = process.env;
  if (electron) env.ELECTRON_RUN_AS_NODE = "1";
  return new Promise((resolve) => {
    execFile(path, ["--version"], { cwd, env, timeout: ANSWER_WITHIN_MS, windowsHide: true }, (error, stdout) => {
      const version = error ? null : parseNodeVersion(stdout);
      if (version) resolve({ ok: true, version });
      else resolve({ ok: false, missing: false, reason: error ? failure(error) : "it is not Node" });
    });
  });
}

function failure(error: { killed?: boolean | undefined; code?: unknown }): string {
  if (error.killed) return "it did not answer";
  return typeof error.code === "number" ? `it ended with code ${error.code}` : `${error.code}`;
}
