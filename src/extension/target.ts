import { existsSync } from "node:fs";
import { basename } from "node:path";
import * as vscode from "vscode";
import { isTraceable } from "./source-kinds.ts";

/**
 * The file that a command means: the one a menu passed, else the active editor's. Unsaved changes are saved first, an
 * untitled file asks for its name. Undefined when there is nothing to trace, which the user has then been told.
 */
export async function traceTarget(argument: unknown): Promise<vscode.Uri | undefined> {
  const uri = argument instanceof vscode.Uri ? argument : activeUri();
  if (!uri) return tell("Open a TypeScript or JavaScript file first, then trace it.");
  const saved = await save(uri);
  if (!saved) return undefined;
  if (saved.scheme !== "file") return tell(`Node cannot read ${basename(saved.path)} here: it is not on a disk.`);
  if (!isTraceable(saved.fsPath)) {
    return tell(`${basename(saved.path)} is no TypeScript or JavaScript file, so it cannot be traced.`);
  }
  if (!existsSync(saved.fsPath)) return tell(`${basename(saved.path)} is not on the disk any more. Save it first.`);
  return saved;
}

function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText) return input.uri;
  return vscode.window.activeTextEditor?.document.uri;
}

/** Where the file is after saving; undefined when the user would not. */
async function save(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (!document || (!document.isDirty && !document.isUntitled)) return uri;
  const saved = await vscode.workspace.save(uri);
  if (!saved && !document.isUntitled) return tell(`${basename(uri.path)} could not be saved, so it was not traced.`);
  return saved;
}

function tell(sentence: string): undefined {
  void vscode.window.showInformationMessage(sentence);
  return undefined;
}
