import { setImmediate as nextTurn } from "node:timers/promises";
import * as vscode from "vscode";
import { createModelBuilder } from "../model/builder.ts";
import type { Model, ModelBuilder } from "../model/types.ts";
import { coalesce } from "./coalesce.ts";
import { sentenceOf } from "./problems.ts";
import type { TraceBytes } from "./trace-bytes.ts";

/** Decoded in about 10 ms, after which other extensions have their turn. */
const SLICE_BYTES = 256 * 1024;

/** The model that hovers and the status bar read, built from the same bytes as the view's, in slices. */
export class ModelFeed implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** After every slice that changed the model. */
  readonly onDidChange = this.#changed.event;
  readonly #bytes: TraceBytes;
  readonly #subscriptions: vscode.Disposable[];
  #builder: ModelBuilder = createModelBuilder();
  #offset = 0;
  #problem = "";
  #disposed = false;
  /** Waiting for all bytes of now, see {@link caughtUp}. */
  #waiting: (() => void)[] = [];
  readonly #pump: () => void;

  constructor(bytes: TraceBytes) {
    this.#bytes = bytes;
    this.#pump = coalesce(() => this.#readToEnd());
    this.#subscriptions = [
      bytes.onDidGrow(this.#pump),
      bytes.onDidRestart(() => {
        this.#restart();
        this.#pump();
      }),
    ];
    this.#pump();
  }

  get model(): Model {
    return this.#builder.model;
  }

  /** Why there is no model, a sentence; empty when there is one. */
  get problem(): string {
    return this.#problem;
  }

  /** Resolves when the model holds everything that the file held when this was called. */
  caughtUp(): Promise<void> {
    if (this.#disposed || this.#problem || this.#offset >= this.#bytes.size) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** No more bytes will come. */
  async finish(): Promise<void> {
    await this.caughtUp();
    if (this.#disposed || this.#problem) return;
    try {
      this.#builder.finish();
    } catch (error) {
      this.#problem = sentenceOf(error);
    }
    this.#changed.fire();
  }

  dispose(): void {
    this.#disposed = true;
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#release();
  }

  async #readToEnd(): Promise<void> {
    while (!this.#disposed && !this.#problem && this.#offset < this.#bytes.size) {
      const offset = this.#offset;
      try {
        const bytes = await this.#bytes.read(offset, SLICE_BYTES);
        if (bytes.length === 0) break;
        if (offset !== this.#offset || this.#disposed) continue; // restarted meanwhile
        this.#offset += bytes.length;
        if (this.#builder.append(bytes)) this.#changed.fire();
      } catch (error) {
        this.#problem = sentenceOf(error);
      }
      await nextTurn();
    }
    this.#release();
  }

  #restart(): void {
    this.#builder = createModelBuilder();
    this.#offset = 0;
    this.#problem = "";
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
