import * as vscode from "vscode";
import type { Edit } from "./moved-range.ts";
import { isTraceable } from "./source-kinds.ts";

/**
 * What was typed into source files since the extension started. A result remembers how far the history had come when
 * it was made, and moves its ranges by what follows when they are asked for: typing costs one entry in a list.
 */
export class EditHistory implements vscode.Disposable {
  readonly #documents = new Map<string, NumberedEdit[]>();
  readonly #subscription: vscode.Disposable;
  #next = 0;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && isTraceable(document.uri.fsPath)) this.#add(document, contentChanges);
    });
  }

  /** A mark: everything typed from now on comes at or after it. */
  get now(): number {
    return this.#next;
  }

  /** The edits of a document from a mark on, oldest first. */
  since(document: vscode.TextDocument, mark: number): Edit[] {
    const edits = this.#documents.get(document.uri.toString()) ?? [];
    const first = edits.findIndex(({ number }) => number >= mark);
    return first < 0 ? [] : edits.slice(first).map(({ edit }) => edit);
  }

  /** Nothing is shown any more, so nothing has to be remembered. */
  clear(): void {
    this.#documents.clear();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The changes of one event lie apart from each other; taken from the last in the file to the first, none moves another. */
  #add(document: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const key = document.uri.toString();
    const edits = this.#documents.get(key) ?? [];
    for (const { range, text } of changes.toSorted((a, b) => b.rangeOffset - a.rangeOffset)) {
      edits.push({ number: this.#next++, edit: { range, text } });
    }
    this.#documents.set(key, edits);
  }
}

interface NumberedEdit {
  readonly number: number;
  readonly edit: Edit;
}
