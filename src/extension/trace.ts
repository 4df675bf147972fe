import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { RunState } from "../protocol/messages.ts";
import { ModelFeed } from "./model-feed.ts";
import type { TraceBytes } from "./trace-bytes.ts";

export interface TraceOptions {
  /** Where the trace lies; what "Save" copies and what a restored panel opens again. */
  readonly uri: vscode.Uri;
  readonly bytes: TraceBytes;
  /** The traced file's name, or the trace file's. */
  readonly title: string;
  readonly state: RunState;
  /** The file that was traced, when it can be run again from here. */
  readonly source: vscode.Uri | null;
  /** Where the edit history stood when the trace began. */
  readonly editMark: number;
}

/** One recording: its bytes, its model, and how far its program has come. Shown by views, read by hovers. */
export class Trace implements vscode.Disposable {
  /** Unguessable, since command links name it. */
  readonly id = randomUUID();
  readonly uri: vscode.Uri;
  readonly bytes: TraceBytes;
  readonly feed: ModelFeed;
  readonly title: string;
  readonly source: vscode.Uri | null;
  readonly editMark: number;
  readonly #changed = new vscode.EventEmitter<void>();
  /** After a change of {@link state} or {@link problem}. */
  readonly onDidChangeState = this.#changed.event;
  #state: RunState;
  #problem = "";

  constructor(options: TraceOptions) {
    this.uri = options.uri;
    this.bytes = options.bytes;
    this.title = options.title;
    this.source = options.source;
    this.editMark = options.editMark;
    this.#state = options.state;
    this.feed = new ModelFeed(options.bytes);
  }

  get state(): RunState {
    return this.#state;
  }

  /** Why nothing runs or can be shown, a sentence; empty when all is well. */
  get problem(): string {
    return this.#problem || this.feed.problem;
  }

  get isActive(): boolean {
    return this.#state === "starting" || this.#state === "running";
  }

  setState(state: RunState, problem = ""): void {
    this.#state = state;
    this.#problem = problem;
    this.#changed.fire();
  }

  dispose(): void {
    this.feed.dispose();
    this.bytes.dispose();
    this.#changed.dispose();
  }
}
