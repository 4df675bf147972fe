import * as vscode from "vscode";
import type { RevealMessage } from "../protocol/messages.ts";
import { isRecord } from "./messages.ts";
import { TimelineView, type ViewContext } from "./timeline-view.ts";
import type { Trace } from "./trace.ts";

export const PANEL_TYPE = "awaitscope.timeline";

/**
 * A hidden timeline keeps its page: a program goes on while its user reads code in the same column, and rebuilding a
 * large trace would lose the place and the selection each time. The page draws nothing while it is hidden.
 */
const OPTIONS = { retainContextWhenHidden: true, enableFindWidget: false };

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly view: TimelineView;
}

/** The timelines beside the code: one for each file that was traced, reused when it is traced again. */
export class TimelinePanels implements vscode.Disposable {
  readonly #context: ViewContext;
  readonly #open = new Set<OpenPanel>();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  /** Shows `trace` beside the code without taking the keyboard. */
  show(trace: Trace): void {
    const open = this.#find(trace) ?? this.#findSource(trace);
    if (open) {
      if (open.view.trace !== trace) open.view.show(trace);
      open.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#add(vscode.window.createWebviewPanel(PANEL_TYPE, titleOf(trace), place, OPTIONS), trace);
  }

  /** Ties a panel that the editor brought back after a reload to its trace. */
  adopt(panel: vscode.WebviewPanel, trace: Trace): void {
    this.#add(panel, trace);
  }

  reveal(trace: Trace, message: RevealMessage): void {
    this.show(trace);
    this.#find(trace)?.view.reveal(message);
  }

  /** The trace of the panel that is in front and has the focus. */
  get active(): Trace | undefined {
    return [...this.#open].find(({ panel }) => panel.active)?.view.trace;
  }

  shows(trace: Trace): boolean {
    return this.#find(trace) !== undefined;
  }

  close(trace: Trace): void {
    this.#find(trace)?.panel.dispose();
  }

  dispose(): void {
    for (const { panel } of [...this.#open]) panel.dispose();
  }

  #add(panel: vscode.WebviewPanel, trace: Trace): void {
    const icon = (theme: string) => vscode.Uri.joinPath(this.#context.extension, "media", `timeline-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    panel.title = titleOf(trace);
    const open = { panel, view: new TimelineView(panel.webview, trace, this.#context) };
    this.#open.add(open);
    panel.onDidDispose(() => {
      open.view.dispose();
      this.#open.delete(open);
    });
  }

  #find(trace: Trace): OpenPanel | undefined {
    return [...this.#open].find(({ view }) => view.trace === trace);
  }

  #findSource({ source }: Trace): OpenPanel | undefined {
    return [...this.#open].find(({ view }) => source && view.trace.source?.toString() === source.toString());
  }
}

function titleOf(trace: Trace): string {
  return `${trace.title} · timeline`;
}

/** What a panel left behind for its return, see InitMessage.restore; undefined for anything else. */
export interface RestoreState {
  readonly trace: vscode.Uri;
  readonly source: vscode.Uri | null;
}

export function asRestoreState(state: unknown): RestoreState | undefined {
  if (!isRecord(state) || typeof state.restore !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(state.restore);
    if (!isRecord(value) || typeof value.trace !== "string") return undefined;
    const source = typeof value.source === "string" ? vscode.Uri.parse(value.source, true) : null;
    return { trace: vscode.Uri.parse(value.trace, true), source };
  } catch {
    return undefined;
  }
}
