import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import * as vscode from "vscode";
import { BUFFER_MEGABYTES, bufferBytesOf } from "../protocol/launch.ts";

/** How to run one file, from the settings of its workspace folder. */
export interface RunSettings {
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Empty: find one. */
  readonly nodePath: string;
  readonly nodeArgs: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Upper bound of the recorder's memory in each process. */
  readonly bufferBytes: number;
}

export function runSettings(file: vscode.Uri): RunSettings {
  const settings = vscode.workspace.getConfiguration("awaitscope", file);
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(file.fsPath);
  const expand = (text: string) =>
    expandVariables(text, { workspaceFolder: folder, fileDirname: dirname(file.fsPath) });
  return {
    args: strings(settings.get("args")).map(expand),
    cwd: resolve(folder, expand(text(settings.get("cwd")))),
    env: Object.fromEntries(entries(settings.get("env")).map(([name, value]) => [name, expand(value)])),
    nodePath: expand(text(settings.get("nodePath"))),
    nodeArgs: strings(settings.get("nodeArgs")).map(expand),
    include: strings(settings.get("include")),
    exclude: strings(settings.get("exclude")),
    bufferBytes: bufferBytesOf(settings.get("bufferMegabytes")) ?? bufferBytesOf(BUFFER_MEGABYTES.default)!,
  };
}

export function hoverEnabled(file: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration("awaitscope", file).get("hover.enabled") !== false;
}

/** At least 1. */
export function keptTraces(): number {
  const value = vscode.workspace.getConfiguration("awaitscope").get("keepTraces");
  return typeof value === "number" && value >= 1 ? Math.floor(value) : 10;
}

export function openNodeSetting(): Thenable<unknown> {
  return vscode.commands.executeCommand("workbench.action.openSettings", "@id:awaitscope.nodePath");
}

interface Variables {
  readonly workspaceFolder: string;
  readonly fileDirname: string;
}

function expandVariables(value: string, variables: Variables): string {
  return value.replace(/\$\{(workspaceFolder|fileDirname|userHome)\}/g, (_, name: string) =>
    name === "userHome" ? homedir() : variables[name as keyof Variables],
  );
}

// Settings are JSON that a person wrote: whatever is not of the declared type is left out.

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function entries(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
