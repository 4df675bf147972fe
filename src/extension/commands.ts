import * as vscode from "vscode";
import type { RevealMessage } from "../protocol/messages.ts";
import { exportHtml, saveTrace } from "./export-html.ts";
import { SHOW_ALL, SHOW_IN_TIMELINE } from "./hover.ts";
import { type Log, since } from "./log.ts";
import { asPosition, isRecord } from "./messages.ts";
import { showProblem } from "./problems.ts";
import type { Sessions } from "./sessions.ts";
import { traceTarget } from "./target.ts";
import type { TimelinePanels } from "./timeline-panels.ts";
import type { Trace } from "./trace.ts";
import { EDITOR_TYPE, type TraceEditors } from "./trace-editor.ts";
import type { TraceStore } from "./trace-store.ts";
import type { Traces } from "./traces.ts";
import { mayRun } from "./trust.ts";

export interface CommandContext {
  readonly extension: vscode.Uri;
  readonly sessions: Sessions;
  readonly traces: Traces;
  readonly panels: TimelinePanels;
  readonly editors: TraceEditors;
  readonly store: TraceStore;
  readonly log: Log;
}

/** Every command of the extension, by the name that package.json gives it. */
export class Commands {
  readonly #context: CommandContext;

  constructor(context: CommandContext) {
    this.#context = context;
  }

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      this.#add("awaitscope.traceFile", (uri) => this.#traceFile(uri)),
      this.#add("awaitscope.stop", (uri) => this.stop(uri)),
      this.#add("awaitscope.traceAgain", () => this.traceAgain()),
      this.#add("awaitscope.openTrace", () => openTraceFile()),
      this.#add("awaitscope.saveTrace", () => this.#withTrace(saveTrace)),
      this.#add("awaitscope.exportHtml", () => this.exportHtml()),
      this.#add("awaitscope.clearResults", () => this.#clear()),
      this.#add("awaitscope.showTimeline", () => this.#withTrace(async (trace) => this.#show(trace))),
      this.#add("awaitscope.showLog", async () => this.#context.log.show()),
      this.#add(SHOW_IN_TIMELINE, (link) => this.#reveal(link, false)),
      this.#add(SHOW_ALL, (link) => this.#reveal(link, true)),
    );
  }

  /** Stops the run of a file or of a trace; without either the newest. */
  async stop(what?: unknown): Promise<void> {
    const { sessions } = this.#context;
    const asked = what instanceof vscode.Uri ? sessions.find(what) : undefined;
    await (asked ?? sessions.running.at(-1))?.stop();
  }

  async stopTrace(trace: Trace): Promise<void> {
    await this.#context.sessions.of(trace)?.stop();
  }

  /** Runs the file of a trace again; without one that of the timeline in front, or of the newest run. */
  async traceAgain(trace = this.#current((each) => each.source !== null)): Promise<void> {
    if (trace?.source) await this.#traceFile(trace.source);
    else void vscode.window.showInformationMessage("Nothing was traced yet. Trace a file first.");
  }

  async exportHtml(trace = this.#current()): Promise<void> {
    if (trace) await exportHtml(trace, this.#context.extension);
    else sayNoTrace();
  }

  #add(name: string, run: (argument: unknown) => Promise<void>): vscode.Disposable {
    const { log } = this.#context;
    return vscode.commands.registerCommand(name, async (argument: unknown) => {
      const startMs = performance.now();
      log.info(name);
      try {
        await run(argument);
        log.debug(`${name} took ${since(startMs)}`);
      } catch (error) {
        void showProblem(error, log);
      }
    });
  }

  /** Returns when the program runs, not when it has ended. */
  async #traceFile(argument: unknown): Promise<void> {
    const startMs = performance.now();
    if (!mayRun()) return;
    const file = await traceTarget(argument);
    if (!file) return;
    const { sessions, log } = this.#context;
    void sessions.start(file, (trace) => {
      this.#show(trace);
      log.info(`timeline opened ${since(startMs)} after the command`);
    });
  }

  #show(trace: Trace): void {
    const editor = this.#context.editors.find(trace);
    if (editor) editor.panel.reveal();
    else this.#context.panels.show(trace);
  }

  async #reveal(link: unknown, all: boolean): Promise<void> {
    const { traces, editors, panels } = this.#context;
    const at = asPosition(link);
    const trace = isRecord(link) ? traces.byId(link.trace) : undefined;
    if (!at || !trace) return;
    const message: RevealMessage = { kind: "reveal", at, all };
    const editor = editors.find(trace);
    if (!editor) return panels.reveal(trace, message);
    editor.panel.reveal();
    editor.view.reveal(message);
  }

  async #clear(): Promise<void> {
    const { traces, sessions, editors, panels } = this.#context;
    const stays = (trace: Trace) => sessions.of(trace) !== undefined || editors.find(trace) !== undefined;
    for (const trace of traces.all) if (!stays(trace)) panels.close(trace);
    traces.clear(stays);
  }

  async #withTrace(use: (trace: Trace) => Promise<void>): Promise<void> {
    const trace = this.#current();
    if (trace) await use(trace);
    else sayNoTrace();
  }

  /** The trace that a command without an argument means: the one in front, else the newest. */
  #current(fits: (trace: Trace) => boolean = () => true): Trace | undefined {
    const { editors, panels, traces } = this.#context;
    return [editors.active, panels.active, ...traces.all.toReversed()].find((trace) => trace && fits(trace));
  }
}

function sayNoTrace(): void {
  void vscode.window.showInformationMessage("There is no trace yet. Trace a file or open a trace first.");
}

async function openTraceFile(): Promise<void> {
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: "Open Trace",
      filters: { "Awaitscope traces": ["awaitscope"] },
      ...(defaultUri && { defaultUri }),
    })) ?? [];
  if (file) await vscode.commands.executeCommand("vscode.openWith", file, EDITOR_TYPE);
}
