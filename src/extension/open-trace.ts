import type * as vscode from "vscode";
import type { EditHistory } from "./edit-history.ts";
import { Trace } from "./trace.ts";
import { MemoryBytes, SavedBytes } from "./trace-bytes.ts";

export interface OpenTraceOptions {
  readonly uri: vscode.Uri;
  /** The file that was traced, when this window may run it again. */
  readonly source: vscode.Uri | null;
  readonly history: EditHistory;
}

/** A trace that is already written, or is being written elsewhere. Rejects when it cannot be read. */
export async function openTrace({ uri, source, history }: OpenTraceOptions): Promise<Trace> {
  const bytes = uri.scheme === "file" ? await SavedBytes.open(uri) : await MemoryBytes.open(uri);
  const path = (source ?? uri).path;
  return new Trace({
    uri,
    bytes,
    title: path.slice(path.lastIndexOf("/") + 1),
    state: "ended",
    source,
    editMark: history.now,
  });
}
