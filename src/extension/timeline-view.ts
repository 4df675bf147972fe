import * as vscode from "vscode";
import type { CommandMessage, InitMessage, OpenSourceMessage, RevealMessage, ToView } from "../protocol/messages.ts";
import { coalesce } from "./coalesce.ts";
import type { Log } from "./log.ts";
import { asToHost } from "./messages.ts";
import { createPage, viewFolder } from "./page.ts";
import { sentenceOf } from "./problems.ts";
import type { Trace } from "./trace.ts";

/** What a view asks of the rest of the extension. */
export interface ViewActions {
  openSource(trace: Trace, message: OpenSourceMessage): void;
  command(trace: Trace, command: CommandMessage["command"]): void;
}

export interface ViewContext {
  readonly extension: vscode.Uri;
  readonly log: Log;
  readonly actions: ViewActions;
}

/** Crosses to the page in a few milliseconds. The next piece is sent when this one has arrived. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Ties one webview to the trace it shows. The page says "ready" whenever it has loaded, which is more than once when
 * the editor puts it away; each time it gets its whole state and the trace from the first byte.
 */
export class TimelineView implements vscode.Disposable {
  readonly #webview: vscode.Webview;
  readonly #context: ViewContext;
  readonly #own: vscode.Disposable;
  readonly #send: () => void;
  #trace: Trace;
  #ofTrace: vscode.Disposable;
  #ready = false;
  #disposed = false;
  /** Next byte to send. */
  #offset = 0;
  /** Grows when sending begins anew, so that a piece read before is not taken for one of the new trace. */
  #generation = 0;
  #sentOnce = false;
  #reveal: RevealMessage | null = null;
  #toldDrawn = false;
  readonly #createdMs = performance.now();

  constructor(webview: vscode.Webview, trace: Trace, context: ViewContext) {
    this.#webview = webview;
    this.#context = context;
    this.#trace = trace;
    this.#send = coalesce(() => this.#sendToEnd());
    this.#own = webview.onDidReceiveMessage((message) => this.#receive(message));
    this.#ofTrace = this.#listen(trace);
    webview.options = { enableScripts: true, localResourceRoots: [viewFolder(context.extension)] };
    webview.html = createPage(webview, context.extension);
  }

  get trace(): Trace {
    return this.#trace;
  }

  /** Shows another trace in the same page. */
  show(trace: Trace): void {
    this.#ofTrace.dispose();
    this.#trace = trace;
    this.#ofTrace = this.#listen(trace);
    this.#start();
  }

  /** Selects what happened at a source position, as soon as the page can. */
  reveal(message: RevealMessage): void {
    this.#reveal = message;
    this.#send();
  }

  dispose(): void {
    this.#disposed = true;
    this.#own.dispose();
    this.#ofTrace.dispose();
  }

  #listen(trace: Trace): vscode.Disposable {
    return vscode.Disposable.from(
      trace.bytes.onDidGrow(this.#send),
      trace.bytes.onDidRestart(() => this.#start()),
      trace.onDidChangeState(() => this.#postState()),
    );
  }

  #receive(value: unknown): void {
    const message = asToHost(value);
    const { log, actions } = this.#context;
    switch (message?.kind) {
      case undefined:
        log.warn("The timeline sent a message that is not in the protocol; it was dropped.");
        return;
      case "ready":
        log.info(`timeline ready ${this.#age()} after its page was set`);
        this.#ready = true;
        this.#start();
        return;
      case "openSource":
        actions.openSource(this.#trace, message);
        return;
      case "command":
        actions.command(this.#trace, message.command);
        return;
      case "error":
        log.error(`timeline: ${message.message}`);
        return;
      case "drawn":
        this.#noteDrawn(message.awaits);
        return;
    }
  }

  #start(): void {
    this.#generation++;
    this.#offset = 0;
    this.#sentOnce = false;
    if (!this.#ready) return;
    this.#post(this.#initMessage());
    this.#send();
  }

  #initMessage(): InitMessage {
    const { title, state, source, problem, uri } = this.#trace;
    const restore = JSON.stringify({ trace: uri.toString(), source: source?.toString() ?? null });
    return { kind: "init", title, state, canRun: source !== null, problem, restore };
  }

  #postState(): void {
    const { state, problem } = this.#trace;
    if (this.#ready) this.#post({ kind: "state", state, problem });
  }

  async #sendToEnd(): Promise<void> {
    if (!this.#ready) return;
    try {
      while (!this.#disposed && this.#offset < this.#trace.bytes.size) await this.#sendPiece();
    } catch (error) {
      this.#context.log.error(`The trace cannot be read: ${sentenceOf(error)}`);
      this.#post({ kind: "state", state: "failed", problem: `The trace cannot be read: ${sentenceOf(error)}` });
    }
    if (this.#reveal && this.#sentOnce) {
      this.#post(this.#reveal);
      this.#reveal = null;
    }
  }

  /** Sends one piece and waits until the page has it, so a page that is slow to take them does not fill memory. */
  async #sendPiece(): Promise<void> {
    const generation = this.#generation;
    const offset = this.#offset;
    const bytes = await this.#trace.bytes.read(offset, PIECE_BYTES);
    if (generation !== this.#generation) return;
    if (bytes.length === 0) throw new Error("the file is shorter than it was");
    this.#offset += bytes.length;
    this.#sentOnce = true;
    await this.#webview.postMessage({ kind: "bytes", offset, bytes } satisfies ToView);
  }

  #post(message: ToView): void {
    if (!this.#disposed) void this.#webview.postMessage(message);
  }

  #noteDrawn(awaits: number): void {
    if (this.#toldDrawn || awaits === 0) return;
    this.#toldDrawn = true;
    this.#context.log.info(`timeline drew its first awaits ${this.#age()} after its page was set`);
  }

  #age(): string {
    return `${(performance.now() - this.#createdMs).toFixed(0)} ms`;
  }
}
