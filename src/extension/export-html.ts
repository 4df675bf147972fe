import * as vscode from "vscode";
import { createHtml } from "../export/html.ts";
import { TRACE_EXTENSION } from "../launch/trace-file.ts";
import { viewFolder } from "./page.ts";
import type { Trace } from "./trace.ts";

/** Asks for a name and writes the trace as one page that needs nothing else. Rejects when it cannot be written. */
export async function exportHtml(trace: Trace, extension: vscode.Uri): Promise<void> {
  const target = await askForFile(trace, "html", "Export as HTML", { "HTML page": ["html"] });
  if (!target) return;
  const bytes = await trace.bytes.read(0, trace.bytes.size);
  const [script, worker, style] = await Promise.all(
    ["timeline.js", "worker.js", "style.css"].map((name) => readText(extension, name)),
  );
  const html = createHtml({
    trace: bytes,
    title: trace.title,
    assets: { script: script!, worker: worker!, style: style! },
  });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(html));
  await offerToOpen(target);
}

/** Asks for a name and copies the trace. */
export async function saveTrace(trace: Trace): Promise<void> {
  const target = await askForFile(trace, TRACE_EXTENSION.slice(1), "Save Trace", {
    "Awaitscope trace": [TRACE_EXTENSION.slice(1)],
  });
  if (target) await vscode.workspace.fs.writeFile(target, await trace.bytes.read(0, trace.bytes.size));
}

function askForFile(
  trace: Trace,
  extension: string,
  saveLabel: string,
  filters: Record<string, string[]>,
): Thenable<vscode.Uri | undefined> {
  const name = `${trace.title.replace(/\.[^.]+$/, "")}.${extension}`;
  const folder = trace.source
    ? vscode.workspace.getWorkspaceFolder(trace.source)?.uri
    : vscode.workspace.workspaceFolders?.[0]?.uri;
  const base = folder ?? vscode.Uri.joinPath(trace.source ?? trace.uri, "..");
  return vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(base, name), saveLabel, filters });
}

async function readText(extension: vscode.Uri, name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(viewFolder(extension), name)));
}

async function offerToOpen(page: vscode.Uri): Promise<void> {
  const open = "Open in Browser";
  const choice = await vscode.window.showInformationMessage(
    `Exported ${page.path.slice(page.path.lastIndexOf("/") + 1)}.`,
    open,
  );
  if (choice === open) await vscode.env.openExternal(page);
}
