import { mkdirSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { createNumberedTrace, TRACE_EXTENSION, traceNameOf } from "../launch/trace-file.ts";

/** The folder in which this workspace's traces lie, the editor's own for the extension; for its owner alone. */
export class TraceStore {
  readonly #folder: string;

  constructor(context: vscode.ExtensionContext) {
    this.#folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, "traces").fsPath;
  }

  /** An empty trace for a run of `file`. Throws a LaunchError. */
  create(file: vscode.Uri): vscode.Uri {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    return vscode.Uri.file(createNumberedTrace(this.#folder, `${traceNameOf(file.fsPath)}-${stamp(new Date())}`).file);
  }

  /** Whether a trace lies here, and so was made by this extension. */
  owns(uri: vscode.Uri): boolean {
    return uri.scheme === "file" && vscode.Uri.joinPath(uri, "..").fsPath === this.#folder;
  }

  /** Deletes the oldest traces until `keep` are left. Those that `isOpen` are never deleted, but count. */
  prune(keep: number, isOpen: (uri: vscode.Uri) => boolean): void {
    for (const path of this.#newestFirst().slice(keep)) if (!isOpen(vscode.Uri.file(path))) remove(path);
  }

  delete(uri: vscode.Uri): void {
    if (this.owns(uri)) remove(uri.fsPath);
  }

  #newestFirst(): string[] {
    const traces = readNames(this.#folder).flatMap((name) => {
      const path = join(this.#folder, name);
      const stat = name.endsWith(TRACE_EXTENSION) ? statSync(path, { throwIfNoEntry: false }) : undefined;
      return stat ? [{ path, modifiedMs: stat.mtimeMs }] : [];
    });
    return traces.sort((a, b) => b.modifiedMs - a.modifiedMs).map(({ path }) => path);
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was traced here yet
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, or open elsewhere on Windows: the next run tries again.
  }
}

/** "20260131-142503", local time: sorts by age and is free of characters that file systems refuse. */
function stamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
