import * as vscode from "vscode";
import type { EditHistory } from "./edit-history.ts";
import type { Trace } from "./trace.ts";

/** The traces that this window knows, and which of them speak in hovers. */
export class Traces implements vscode.Disposable {
  readonly #history: EditHistory;
  #all: Trace[] = [];
  #quiet = new Set<Trace>();

  constructor(history: EditHistory) {
    this.#history = history;
  }

  /** Newest last. */
  get all(): readonly Trace[] {
    return this.#all;
  }

  /** Those that hovers tell of, newest first: what ran last answers first. */
  get speaking(): readonly Trace[] {
    return this.#all.filter((trace) => !this.#quiet.has(trace)).reverse();
  }

  /** The newest, if there is one. */
  get latest(): Trace | undefined {
    return this.#all.at(-1);
  }

  byId(id: unknown): Trace | undefined {
    return this.#all.find((trace) => trace.id === id);
  }

  /** A trace of a file that was traced before takes the place of the older one. */
  add(trace: Trace): void {
    const { source } = trace;
    const older = source && this.#all.find((other) => other.source?.toString() === source.toString());
    if (older) this.#forget(older);
    this.#all.push(trace);
    this.#publish();
  }

  /** Forgets a trace whose view is closed for good, and frees what it holds. */
  remove(trace: Trace): void {
    this.#forget(trace);
    this.#publish();
  }

  /** Takes the results out of the editors. Traces that `keep` names stay open; they only speak no more. */
  clear(keep: (trace: Trace) => boolean): void {
    for (const trace of [...this.#all]) {
      if (keep(trace)) this.#quiet.add(trace);
      else this.#forget(trace);
    }
    this.#publish();
  }

  dispose(): void {
    for (const trace of this.#all) trace.dispose();
    this.#all = [];
  }

  #forget(trace: Trace): void {
    this.#all = this.#all.filter((other) => other !== trace);
    this.#quiet.delete(trace);
    trace.dispose();
  }

  #publish(): void {
    if (this.#all.length === 0) this.#history.clear();
    void vscode.commands.executeCommand("setContext", "awaitscope.hasTrace", this.#all.length > 0);
    const hasRun = this.#all.some(({ source }) => source !== null);
    void vscode.commands.executeCommand("setContext", "awaitscope.hasRun", hasRun);
  }
}
