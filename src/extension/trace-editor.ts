import type * as vscode from "vscode";
import type { EditHistory } from "./edit-history.ts";
import { openTrace } from "./open-trace.ts";
import { TimelineView, type ViewContext } from "./timeline-view.ts";
import type { Trace } from "./trace.ts";
import type { Traces } from "./traces.ts";

export const EDITOR_TYPE = "awaitscope.trace";

class TraceDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly trace: Trace;
  readonly #onClosed: () => void;

  constructor(trace: Trace, onClosed: () => void) {
    this.uri = trace.uri;
    this.trace = trace;
    this.#onClosed = onClosed;
  }

  dispose(): void {
    this.#onClosed();
  }
}

interface OpenEditor {
  readonly panel: vscode.WebviewPanel;
  readonly view: TimelineView;
}

export interface TraceEditorsContext extends ViewContext {
  readonly traces: Traces;
  readonly history: EditHistory;
}

/** Shows `*.awaitscope` files in the timeline. A document may be open in several editors, each with a view of its own. */
export class TraceEditors implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  readonly #context: TraceEditorsContext;
  readonly #open = new Set<OpenEditor>();

  constructor(context: TraceEditorsContext) {
    this.#context = context;
  }

  async openCustomDocument(uri: vscode.Uri): Promise<TraceDocument> {
    const { traces, history, log } = this.#context;
    const trace = await openTrace({ uri, source: null, history });
    log.info(`opened a trace of ${trace.bytes.size} bytes`);
    traces.add(trace);
    return new TraceDocument(trace, () => traces.remove(trace));
  }

  resolveCustomEditor(document: TraceDocument, panel: vscode.WebviewPanel): void {
    const editor = { panel, view: new TimelineView(panel.webview, document.trace, this.#context) };
    this.#open.add(editor);
    panel.onDidDispose(() => {
      editor.view.dispose();
      this.#open.delete(editor);
    });
  }

  /** The trace of the editor that has the focus. */
  get active(): Trace | undefined {
    return [...this.#open].find(({ panel }) => panel.active)?.view.trace;
  }

  find(trace: Trace): OpenEditor | undefined {
    return [...this.#open].find(({ view }) => view.trace === trace);
  }
}
