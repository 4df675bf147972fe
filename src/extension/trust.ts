import * as vscode from "vscode";

/**
 * True in a trusted workspace. In any other it says why nothing runs and offers the editor's own trust page.
 * Every command that starts a process asks here first: menus hide commands, they do not guard them.
 */
export function mayRun(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void explain();
  return false;
}

async function explain(): Promise<void> {
  const manage = "Manage Workspace Trust";
  const choice = await vscode.window.showWarningMessage(
    "Tracing a file runs it, and this workspace is not trusted. Trust it first; traces can be opened without.",
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}
