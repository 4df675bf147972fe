import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The folder of the view's script, worker and style: all that a page may load. */
export function viewFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

/**
 * The page around the timeline. Nothing is allowed that is not named: the one script with this page's nonce, the
 * extension's own style, and a worker that the script makes from a blob, because a page's worker must be of its origin.
 */
export function createPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(viewFolder(extension), name)).toString();
  const nonce = randomBytes(18).toString("base64url");
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "worker-src blob:",
    `connect-src ${webview.cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Awaitscope</title>
<link rel="stylesheet" href="${uri("style.css")}">
</head>
<body>
<div id="app"></div>
<script nonce="${nonce}" src="${uri("timeline.js")}" data-worker="${uri("worker.js")}"></script>
</body>
</html>`;
}
