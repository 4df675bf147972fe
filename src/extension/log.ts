import { arch, platform, release } from "node:os";
import * as vscode from "vscode";

/**
 * The output channel "Awaitscope": what a user can send with a report. Versions, commands, outcomes and timings; no
 * arguments, environment values or anything a traced program computed.
 */
export type Log = vscode.LogOutputChannel;

export function createLog(extension: vscode.Extension<unknown>): Log {
  const log = vscode.window.createOutputChannel("Awaitscope", { log: true });
  const { version } = extension.packageJSON as { version: string };
  const place = vscode.env.remoteName ? `remote ${vscode.env.remoteName}` : "local";
  log.info(
    `Awaitscope ${version} · ${vscode.env.appName} ${vscode.version} · ${platform()} ${release()} ${arch()} · ` +
      `host on Node ${process.versions.node} · ${place} · ${vscode.workspace.isTrusted ? "trusted" : "not trusted"}`,
  );
  return log;
}

/** "12 ms since …": milliseconds from `startMs` of `performance.now()`, for the log. */
export function since(startMs: number): string {
  return `${(performance.now() - startMs).toFixed(1)} ms`;
}
