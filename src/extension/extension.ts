import * as vscode from "vscode";
import { Commands } from "./commands.ts";
import { EditHistory } from "./edit-history.ts";
import { AwaitHover } from "./hover.ts";
import { createLog, since } from "./log.ts";
import { openSource } from "./open-source.ts";
import { showProblem } from "./problems.ts";
import { PanelRestorer } from "./restore-panels.ts";
import { Sessions } from "./sessions.ts";
import { HOVER_LANGUAGES } from "./source-kinds.ts";
import { StatusBar } from "./status-bar.ts";
import { PANEL_TYPE, TimelinePanels } from "./timeline-panels.ts";
import type { ViewActions } from "./timeline-view.ts";
import { EDITOR_TYPE, TraceEditors } from "./trace-editor.ts";
import { TraceStore } from "./trace-store.ts";
import { Traces } from "./traces.ts";

/** Called on the first command, timeline or trace file; nothing runs before that. */
export function activate(context: vscode.ExtensionContext): void {
  const startMs = performance.now();
  const extension = context.extensionUri;
  const log = createLog(context.extension);
  const history = new EditHistory();
  const traces = new Traces(history);
  const store = new TraceStore(context);
  const sessions = new Sessions({ extension, store, traces, history, log });
  const hover = new AwaitHover(traces, history);

  const actions: ViewActions = {
    openSource: (trace, message) => void openSource(message, hover.spansOf(trace)),
    command(trace, command) {
      runInView[command](trace).catch((error: unknown) => showProblem(error, log));
    },
  };
  const panels = new TimelinePanels({ extension, log, actions });
  const editors = new TraceEditors({ extension, log, actions, traces, history });
  const commands = new Commands({ extension, sessions, traces, panels, editors, store, log });
  const runInView = {
    stop: commands.stopTrace.bind(commands),
    traceAgain: commands.traceAgain.bind(commands),
    exportHtml: commands.exportHtml.bind(commands),
  };

  context.subscriptions.push(
    log,
    history,
    traces,
    sessions,
    panels,
    new StatusBar(sessions),
    commands.register(),
    vscode.languages.registerHoverProvider([...HOVER_LANGUAGES], hover),
    vscode.window.registerWebviewPanelSerializer(
      PANEL_TYPE,
      new PanelRestorer({ panels, traces, store, history, log }),
    ),
    vscode.window.registerCustomEditorProvider(EDITOR_TYPE, editors, {
      webviewOptions: { retainContextWhenHidden: true },
      supportsMultipleEditorsPerDocument: true,
    }),
  );
  log.info(`activated in ${since(startMs)}`);
}
