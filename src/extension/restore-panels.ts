import type * as vscode from "vscode";
import type { EditHistory } from "./edit-history.ts";
import type { Log } from "./log.ts";
import { openTrace } from "./open-trace.ts";
import { sentenceOf } from "./problems.ts";
import { asRestoreState, type TimelinePanels } from "./timeline-panels.ts";
import type { TraceStore } from "./trace-store.ts";
import type { Traces } from "./traces.ts";

export interface RestoreContext {
  readonly panels: TimelinePanels;
  readonly traces: Traces;
  readonly store: TraceStore;
  readonly history: EditHistory;
  readonly log: Log;
}

/** Brings a timeline back after the window was reloaded, from the trace that its page remembered. */
export class PanelRestorer implements vscode.WebviewPanelSerializer {
  readonly #context: RestoreContext;

  constructor(context: RestoreContext) {
    this.#context = context;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { panels, traces, store, history, log } = this.#context;
    const restore = asRestoreState(state);
    // Only the traces of this workspace's own runs are shown in panels; a page can ask for nothing else.
    if (!restore || !store.owns(restore.trace)) {
      log.info("a timeline was not restored: it names no trace of this workspace");
      panel.dispose();
      return;
    }
    try {
      const trace = await openTrace({ uri: restore.trace, source: restore.source, history });
      traces.add(trace);
      panels.adopt(panel, trace);
      log.info(`restored a timeline of ${trace.bytes.size} bytes`);
    } catch (error) {
      log.warn(`a timeline was not restored: ${sentenceOf(error)}`);
      panel.dispose();
    }
  }
}
