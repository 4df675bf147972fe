import * as vscode from "vscode";
import { Outcome, SiteKind } from "../format/spec.ts";
import { statisticsOfFunction } from "../model/statistics.ts";
import type { Model } from "../model/types.ts";
import { summarizeAwait } from "./await-summary.ts";
import type { EditHistory } from "./edit-history.ts";
import { awaitMarkdown, functionMarkdown, type HoverFrame } from "./hover-markdown.ts";
import { hoverEnabled } from "./settings.ts";
import { type PlacedSite, SiteSpans } from "./site-spans.ts";
import type { Trace } from "./trace.ts";
import type { Traces } from "./traces.ts";
import { BAR_COLOURS } from "./wait-bar.ts";

export const SHOW_IN_TIMELINE = "awaitscope.showInTimeline";
export const SHOW_ALL = "awaitscope.showAll";

/** What a hover's link says to its command. */
export interface SiteLink {
  readonly trace: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Tells on `await`, `for await` and the names of async functions what the newest trace knows of them. */
export class AwaitHover implements vscode.HoverProvider {
  readonly #traces: Traces;
  readonly #history: EditHistory;
  readonly #spans = new WeakMap<Trace, SiteSpans>();

  constructor(traces: Traces, history: EditHistory) {
    this.#traces = traces;
    this.#history = history;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    if (!hoverEnabled(document.uri)) return undefined;
    for (const trace of this.#traces.speaking) {
      const placed = this.spansOf(trace).at(document, position);
      const markdown = placed && createMarkdown(trace, placed);
      if (markdown) return new vscode.Hover(trust(markdown), headOf(placed.range));
    }
    return undefined;
  }

  /** Where the trace's sites stand now. Kept, so that an edit is followed once. */
  spansOf(trace: Trace): SiteSpans {
    const known = this.#spans.get(trace);
    if (known) return known;
    const spans = new SiteSpans(trace, this.#history);
    this.#spans.set(trace, spans);
    return spans;
  }
}

function createMarkdown(trace: Trace, { index, site, edited }: PlacedSite): string | undefined {
  const { model } = trace.feed;
  const link = { trace: trace.id, file: site.file, line: site.line, column: site.column } satisfies SiteLink;
  const frame: HoverFrame = {
    site,
    edited,
    live: trace.isActive,
    showInTimeline: commandUri(SHOW_IN_TIMELINE, link),
    showAll: commandUri(SHOW_ALL, link),
    colours: BAR_COLOURS[isLight() ? "light" : "dark"],
  };
  if (site.kind === SiteKind.Function) {
    const statistics = statisticsOfFunction(model, index);
    return statistics ? functionMarkdown(statistics, lastCallMs(model, statistics.last), frame) : undefined;
  }
  const summary = summarizeAwait(model, index, nowOf(trace));
  return summary ? awaitMarkdown(summary, frame) : undefined;
}

/** A model's time stands still between events; a wait of this moment goes on by the clock. */
function nowOf({ isActive, feed: { model } }: Trace): number {
  return isActive ? Math.max(model.endMs, Date.now() - model.wallStartMs) : model.endMs;
}

function lastCallMs({ tasks }: Model, task: number): number {
  return tasks.outcome[task] === Outcome.Unknown ? Number.NaN : tasks.endMs[task]! - tasks.startMs[task]!;
}

/** The only commands a hover may run are the two that show something. */
function trust(markdown: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(markdown);
  text.isTrusted = { enabledCommands: [SHOW_IN_TIMELINE, SHOW_ALL] };
  return text;
}

/** Parentheses survive encodeURIComponent and would end a Markdown link. */
function commandUri(command: string, link: SiteLink): string {
  const query = encodeURIComponent(JSON.stringify([link])).replace(/[()]/g, (paren) => (paren === "(" ? "%28" : "%29"));
  return `command:${command}?${query}`;
}

/** The editor marks the hovered range; of an await that runs over many lines the first is enough. */
function headOf(range: vscode.Range): vscode.Range {
  return range.isSingleLine ? range : range.with({ end: new vscode.Position(range.start.line, 10_000) });
}

function isLight(): boolean {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight;
}
