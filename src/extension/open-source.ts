import * as vscode from "vscode";
import type { OpenSourceMessage } from "../protocol/messages.ts";
import { isSameFile } from "./same-file.ts";
import type { SiteSpans } from "./site-spans.ts";

/**
 * Shows a place of the timeline in the code, and selects its `await` where it stands now. The path comes out of a
 * trace, which may be a stranger's: opening a share of another machine would send it this user's name and a hash of
 * the password, so such a path is followed only into the workspace.
 */
export async function openSource({ at, preserveFocus }: OpenSourceMessage, spans: SiteSpans): Promise<void> {
  const uri = vscode.Uri.file(at.file);
  if (uri.authority !== "" && !vscode.workspace.getWorkspaceFolder(uri)) {
    void vscode.window.showWarningMessage(
      `${at.file} is on another machine and outside this workspace; it was not opened.`,
    );
    return;
  }
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    void vscode.window.showWarningMessage(
      `${at.file} cannot be opened. It may have been moved since the trace was made.`,
    );
    return;
  }
  const selection = spans.find(document, at.line, at.column)?.range ?? wordAt(document, at.line, at.column);
  const viewColumn = columnOf(document);
  await vscode.window.showTextDocument(document, { selection, preserveFocus, viewColumn, preview: true });
}

function wordAt(document: vscode.TextDocument, line: number, column: number): vscode.Range {
  const position = document.validatePosition(new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)));
  return document.getWordRangeAtPosition(position) ?? new vscode.Range(position, position);
}

/** Where the file is open already, else the first column with code in it: never over the timeline. */
function columnOf(document: vscode.TextDocument): vscode.ViewColumn {
  const path = document.uri.fsPath;
  const editors = vscode.window.visibleTextEditors.filter(({ viewColumn }) => viewColumn !== undefined);
  const same = editors.find((editor) => isSameFile(editor.document.uri.fsPath, path));
  return (same ?? editors[0])?.viewColumn ?? vscode.ViewColumn.One;
}
