import { basename } from "node:path";
import * as vscode from "vscode";
import type { EditHistory } from "./edit-history.ts";
import type { Log } from "./log.ts";
import { showProblem } from "./problems.ts";
import { Session } from "./session.ts";
import { keptTraces } from "./settings.ts";
import { Trace } from "./trace.ts";
import { LiveBytes } from "./trace-bytes.ts";
import type { TraceStore } from "./trace-store.ts";
import type { Traces } from "./traces.ts";

export interface SessionsContext {
  readonly extension: vscode.Uri;
  readonly store: TraceStore;
  readonly traces: Traces;
  readonly history: EditHistory;
  readonly log: Log;
}

/** The programs that this window runs traced: any number at once, one for each file. */
export class Sessions implements vscode.Disposable {
  readonly #context: SessionsContext;
  readonly #running: Session[] = [];
  /** The latest run of each file, whose terminal goes when the next one opens: tasks of extensions never share one. */
  readonly #latest = new Map<string, Session>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** After a session began or ended. */
  readonly onDidChange = this.#changed.event;

  constructor(context: SessionsContext) {
    this.#context = context;
  }

  /** Those that run now, newest last. */
  get running(): readonly Session[] {
    return this.#running;
  }

  /**
   * Starts `file` traced, and calls `onTrace` with the empty trace at once, before anything that takes time. A run of
   * the same file is stopped first. Resolves when the program has ended.
   */
  async start(file: vscode.Uri, onTrace: (trace: Trace) => void): Promise<void> {
    const { log, store, traces } = this.#context;
    for (let previous = this.find(file); previous; previous = this.find(file)) await this.#stop(previous);
    let session: Session;
    try {
      session = this.#create(file);
    } catch (error) {
      void showProblem(error, log);
      return;
    }
    traces.add(session.trace);
    onTrace(session.trace);
    this.#begin(session);
    try {
      await session.run();
    } catch (error) {
      void showProblem(error, log);
      if (session.trace.bytes.size === 0) store.delete(session.trace.uri);
    } finally {
      this.#end(session);
    }
  }

  find(file: vscode.Uri): Session | undefined {
    return this.#running.findLast((session) => session.file.toString() === file.toString());
  }

  of(trace: Trace): Session | undefined {
    return this.#running.find((session) => session.trace === trace);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #stop(session: Session): Promise<void> {
    await session.stop();
    await session.done;
  }

  #create(file: vscode.Uri): Session {
    const { extension, store, traces, history, log } = this.#context;
    store.prune(keptTraces() - 1, (uri) => traces.all.some((trace) => trace.uri.fsPath === uri.fsPath));
    const uri = store.create(file);
    const bytes = new LiveBytes(uri.fsPath);
    const trace = new Trace({
      uri,
      bytes,
      title: basename(file.fsPath),
      state: "starting",
      source: file,
      editMark: history.now,
    });
    const preload = vscode.Uri.joinPath(extension, "dist", "preload.cjs").fsPath;
    const session: Session = new Session({
      file,
      trace,
      bytes,
      preload,
      log,
      onStarted: () => this.#replaceTerminal(session),
    });
    return session;
  }

  #replaceTerminal(session: Session): void {
    const key = session.file.toString();
    this.#latest.get(key)?.closeTerminal();
    this.#latest.set(key, session);
  }

  #begin(session: Session): void {
    this.#running.push(session);
    this.#publish();
  }

  #end(session: Session): void {
    this.#running.splice(this.#running.indexOf(session), 1);
    this.#publish();
  }

  /** Tells the menus: whether anything runs, and which files. */
  #publish(): void {
    const files = this.#running.map(({ file }) => file.fsPath);
    void vscode.commands.executeCommand("setContext", "awaitscope.tracing", files.length > 0);
    void vscode.commands.executeCommand("setContext", "awaitscope.tracingFiles", files);
    this.#changed.fire();
  }
}
