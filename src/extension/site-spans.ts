import * as vscode from "vscode";
import { SiteKind } from "../format/spec.ts";
import type { Site } from "../model/types.ts";
import type { EditHistory } from "./edit-history.ts";
import { contains, isBefore, moveSpan, type Span } from "./moved-range.ts";
import { isSameFile } from "./same-file.ts";
import { hoverHead, stillReads } from "./site-text.ts";
import type { Trace } from "./trace.ts";

/** A site of a trace where it stands in a document now. */
export interface PlacedSite {
  /** Index into the model's sites. */
  readonly index: number;
  readonly site: Site;
  readonly range: vscode.Range;
  /** The text there is not the one that ran. */
  readonly edited: boolean;
}

interface MovingSite {
  readonly index: number;
  span: Span;
  /** How far its span has followed the history. */
  mark: number;
}

/**
 * Where a trace's sites stand in the documents of today. Sites are placed when somebody asks, from where they stood
 * when the program ran and everything typed since.
 */
export class SiteSpans {
  readonly #trace: Trace;
  readonly #history: EditHistory;
  readonly #files = new Map<string, MovingSite[]>();
  /** Sites of the model that have been sorted into files. */
  #known = 0;

  constructor(trace: Trace, history: EditHistory) {
    this.#trace = trace;
    this.#history = history;
  }

  /** The innermost site whose keyword, callee or name is at a position. */
  at(document: vscode.TextDocument, position: vscode.Position): PlacedSite | undefined {
    let best: MovingSite | undefined;
    for (const moving of this.#sitesOf(document)) {
      const { start } = moving.span;
      if (isSilent(this.#trace.feed.model.sites[moving.index]!)) continue;
      if (start.line !== position.line || (best && isBefore(start, best.span.start))) continue;
      if (contains(this.#head(document, moving), position)) best = moving;
    }
    return best && this.#place(document, best);
  }

  /** The site that the trace has at a 1-based line and column of its file. */
  find(document: vscode.TextDocument, line: number, column: number): PlacedSite | undefined {
    const { sites } = this.#trace.feed.model;
    const moving = this.#sitesOf(document).find(({ index }) => {
      const site = sites[index]!;
      return site.line === line && site.column === column && site.kind !== SiteKind.Module;
    });
    return moving && this.#place(document, moving);
  }

  #head(document: vscode.TextDocument, { index, span: { start, end } }: MovingSite): Span {
    const { kind } = this.#trace.feed.model.sites[index]!;
    const line = document.lineAt(Math.min(start.line, document.lineCount - 1)).text;
    const { from, to } = hoverHead(kind, line, start.character, end.character);
    return { start: { line: start.line, character: from }, end: { line: start.line, character: to } };
  }

  #place(document: vscode.TextDocument, { index, span }: MovingSite): PlacedSite {
    const site = this.#trace.feed.model.sites[index]!;
    const range = new vscode.Range(span.start.line, span.start.character, span.end.line, span.end.character);
    return { index, site, range, edited: !stillReads(site, document.getText(range)) };
  }

  #sitesOf(document: vscode.TextDocument): MovingSite[] {
    this.#sort();
    const path = document.uri.fsPath;
    const sites = [...this.#files].find(([file]) => isSameFile(file, path))?.[1] ?? [];
    for (const site of sites) this.#move(document, site);
    return sites;
  }

  #move(document: vscode.TextDocument, site: MovingSite): void {
    if (site.mark === this.#history.now) return;
    for (const edit of this.#history.since(document, site.mark)) site.span = moveSpan(site.span, edit);
    site.mark = this.#history.now;
  }

  /** Takes in the sites that the model has learnt since; a model that began anew has fewer than before. */
  #sort(): void {
    const { sites } = this.#trace.feed.model;
    if (sites.length < this.#known) {
      this.#files.clear();
      this.#known = 0;
    }
    for (; this.#known < sites.length; this.#known++) this.#add(this.#known, sites[this.#known]!);
  }

  #add(index: number, { file, line, column, endLine, endColumn }: Site): void {
    const span = {
      start: { line: line - 1, character: column - 1 },
      end: { line: endLine - 1, character: endColumn - 1 },
    };
    const moving = { index, span, mark: this.#trace.editMark };
    const sites = this.#files.get(file);
    if (sites) sites.push(moving);
    else this.#files.set(file, [moving]);
  }
}

/** A module has no place of its own, and a combinator's waits are those of the await before it. */
function isSilent({ kind }: Site): boolean {
  return kind === SiteKind.Module || kind === SiteKind.Combinator;
}
