import { basename } from "node:path";
import * as vscode from "vscode";
import { plural } from "../export/format.ts";
import type { Model } from "../model/types.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

const EVERY_MS = 250;

/** What runs, at the bottom of the window, with how many awaits wait at this moment. There only while something runs. */
export class StatusBar implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    this.#item = vscode.window.createStatusBarItem("awaitscope.status", vscode.StatusBarAlignment.Left, 0);
    this.#item.name = "Awaitscope";
    this.#item.command = "awaitscope.showTimeline";
    this.#subscription = sessions.onDidChange(() => this.#follow());
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #follow(): void {
    clearInterval(this.#timer);
    if (this.#sessions.running.length === 0) {
      this.#item.hide();
      return;
    }
    this.#timer = setInterval(() => this.#update(), EVERY_MS);
    this.#update();
    this.#item.show();
  }

  #update(): void {
    const { running } = this.#sessions;
    const newest = running.at(-1);
    if (!newest) return;
    const others = running.length > 1 ? ` and ${plural(running.length - 1, "other")}` : "";
    const pending = pendingAwaits(newest.trace.feed.model);
    this.#item.text = `$(loading~spin) Tracing ${basename(newest.file.fsPath)}${others} · ${pending} waiting`;
    this.#item.tooltip = tooltip(newest);
    this.#item.accessibilityInformation = { label: `Awaitscope is tracing ${basename(newest.file.fsPath)}` };
  }
}

function tooltip({ file }: Session): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(`Awaitscope is tracing ${vscode.workspace.asRelativePath(file)}`);
  text.appendMarkdown("\n\n[Show Timeline](command:awaitscope.showTimeline) · [Stop](command:awaitscope.stop)");
  text.isTrusted = { enabledCommands: ["awaitscope.showTimeline", "awaitscope.stop"] };
  return text;
}

function pendingAwaits({ awaits }: Model): number {
  let pending = 0;
  for (let row = 0; row < awaits.length; row++) if (Number.isNaN(awaits.endMs[row]!)) pending++;
  return pending;
}
