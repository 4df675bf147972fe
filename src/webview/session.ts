import { createModelBuilder } from "../model/builder.ts";
import type { ModelBuilder } from "../model/types.ts";
import type { SourcePosition } from "../protocol/messages.ts";
import { Composer } from "../timeline/compose.ts";
import { createDetails } from "../timeline/details.ts";
import { countMatches, latestOf, nextMatch, siteAt, slowestOf, stepExecution, stepInLane } from "../timeline/find.ts";
import { FutureList } from "../timeline/future-list.ts";
import { futureFacts } from "../timeline/futures.ts";
import { createOverview } from "../timeline/overview.ts";
import type { PictureRequest } from "../timeline/picture.ts";
import type { Selection } from "../timeline/selection.ts";
import { Source } from "../timeline/source.ts";
import { createSummary } from "../timeline/summary.ts";
import { rowViews } from "./row-views.ts";
import { selectedBar, taskOfFuture } from "./selected-bar.ts";
import { createTip } from "./tips.ts";
import { turnView } from "./turn-view.ts";
import type { Cause, FromWorker, ToWorker, TraceMessage } from "./worker-protocol.ts";

/** Stretches of the overview: one per pixel of a wide screen. */
const STRETCHES = 1600;
/** While bytes stream in, what was learnt is laid out this often, milliseconds, */
const UPDATE_MS = 40;
/** and never so often that it takes more than a fifth of the time: a layout of a million awaits takes 80. */
const UPDATE_SHARE = 5;
/** Of a trace that takes longer to read, a part is shown meanwhile. */
const LOADING_MS = 2000;
/** The summary scans all columns: while the trace grows, no more often than this. */
const SUMMARY_MS = 500;
const SUMMARY_DELAY_MS = 60;
/** After the end was announced, bytes can still be under way for this long. */
const FINISH_MS = 1000;

const NOT_RUN = "This code has not run in this trace.";

type Send = (message: FromWorker, transfer?: Transferable[]) => void;

/** One trace after another, as the worker knows it. Every request is answered, with `failed` when it threw. */
export class Session {
  readonly #send: Send;
  readonly #composer = new Composer();
  #builder: ModelBuilder = createModelBuilder();
  #source = new Source(this.#builder.model);
  #offset = 0;
  #sitesSent = 0;
  #selection: Selection | null = null;
  /** Made when first asked for after an update or a new search text. */
  #futures: FutureList | null = null;
  #query = "";
  #wanted: SourcePosition | null = null;
  #dirty = false;
  #updateTimer: ReturnType<typeof setTimeout> | undefined;
  #finishTimer: ReturnType<typeof setTimeout> | undefined;
  #summaryTimer: ReturnType<typeof setTimeout> | undefined;
  #lastUpdate = 0;
  #updateCost = 0;
  #finished = false;
  #lastSummary = 0;
  #broken = false;

  constructor(send: Send) {
    this.#send = send;
  }

  receive(message: ToWorker): void {
    try {
      this.#handle(message);
    } catch (error) {
      this.#send({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }

  #handle(message: ToWorker): void {
    switch (message.kind) {
      case "bytes":
        this.#append(message.offset, message.bytes);
        return;
      case "ended":
        this.#setEnded(message.ended);
        return;
      case "picture":
        this.#picture(message.request, message.nowMs);
        return;
      case "toggle":
        for (const row of message.rows) this.#source.rows.collapsed[row] = message.collapsed ? 1 : 0;
        this.#source.layOut();
        return;
      case "query":
        this.#setQuery(message.text);
        return;
      case "select":
        this.#select(message.selection, message.nowMs, message.cause);
        return;
      case "step":
        this.#step(message.by, message.along);
        return;
      case "pick":
        this.#pick(message.site, message.which);
        return;
      case "reveal":
        this.#wanted = message.at;
        this.#reveal();
        return;
      case "tip":
        this.#send({ kind: "tip", tip: createTip(this.#source, message.selection, message.nowMs) });
        return;
      case "futures":
        this.#futures ??= new FutureList(this.#source);
        this.#send({ kind: "futures", part: this.#futures.part(message.query) });
        return;
      default:
        message satisfies never;
        return;
    }
  }

  #append(offset: number, bytes: Uint8Array): void {
    if (offset === 0) this.#restart();
    if (this.#broken || offset > this.#offset) {
      if (!this.#broken) throw new Error(`Bytes ${this.#offset} to ${offset} of the trace are missing.`);
      return;
    }
    const fresh = bytes.subarray(this.#offset - offset);
    this.#offset += fresh.length;
    try {
      this.#dirty = this.#builder.append(fresh) || this.#dirty;
    } catch (error) {
      this.#broken = true;
      throw error;
    }
    if (this.#source.ended) this.#finishSoon();
    this.#scheduleUpdate();
  }

  #restart(): void {
    clearTimeout(this.#finishTimer);
    this.#builder = createModelBuilder();
    const { ended } = this.#source;
    this.#source = new Source(this.#builder.model);
    this.#source.ended = ended;
    this.#source.setQuery(this.#query);
    this.#futures = null;
    this.#offset = 0;
    this.#sitesSent = 0;
    this.#selection = null;
    this.#finished = false;
    this.#broken = false;
    this.#dirty = true;
    this.#lastUpdate = performance.now();
  }

  #setEnded(ended: boolean): void {
    clearTimeout(this.#finishTimer);
    if (ended && this.#source.ended && this.#dirty) this.#update();
    if (ended) this.#finishSoon();
    if (ended === this.#source.ended) return;
    this.#source.ended = ended;
    this.#dirty = true;
    this.#scheduleUpdate();
  }

  #finishSoon(): void {
    clearTimeout(this.#finishTimer);
    this.#finishTimer = setTimeout(() => this.#guard(() => this.#finish()), FINISH_MS);
  }

  /** Nothing is taken for damage before the end is certain. */
  #finish(): void {
    if (this.#finished || this.#broken || this.#offset === 0) return;
    this.#finished = true;
    this.#builder.finish();
    this.#dirty = true;
    this.#update();
  }

  #scheduleUpdate(): void {
    // A trace that has ended is laid out once, when all of it is here: `ended` follows its last bytes.
    const loading = this.#source.ended && performance.now() - this.#lastUpdate < LOADING_MS;
    if (loading) clearTimeout(this.#updateTimer);
    else if (this.#updateTimer !== undefined) return;
    const pause = Math.max(UPDATE_MS, UPDATE_SHARE * this.#updateCost);
    const wait = loading ? UPDATE_MS : Math.max(0, pause - (performance.now() - this.#lastUpdate));
    this.#updateTimer = setTimeout(() => this.#guard(() => this.#update()), wait);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#send({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }

  #update(): void {
    clearTimeout(this.#updateTimer);
    this.#updateTimer = undefined;
    if (!this.#dirty || this.#offset === 0) return;
    this.#dirty = false;
    const startedMs = performance.now();
    this.#source.update();
    this.#futures = null;
    this.#sendTrace();
    if (this.#query !== "") this.#sendMatches();
    this.#reveal();
    this.#lastUpdate = performance.now();
    this.#updateCost = this.#lastUpdate - startedMs;
    // The picture first: the page asks for it now.
    if (this.#selection === null) this.#scheduleSummary();
  }

  #sendTrace(): void {
    const { model } = this.#source;
    const overview = createOverview(this.#source, model.endMs, STRETCHES);
    let costMs = Number.NaN;
    let livedMs = 0;
    for (const { start, end } of model.threads) {
      if (end === null) continue;
      costMs = (Number.isNaN(costMs) ? 0 : costMs) + end.costMs;
      livedMs += end.clockMs - start.anchor.clockMs;
    }
    const { droppedEvents, damagedChunks, missingChunks, uninstrumented } = model.losses;
    const message: TraceMessage = {
      kind: "trace",
      version: model.version,
      offset: this.#offset,
      endMs: model.endMs,
      tasks: model.tasks.length,
      awaits: model.awaits.length,
      threads: model.threads.length,
      complete: model.complete,
      losses: { droppedEvents, damagedChunks, missingChunks },
      uninstrumented: uninstrumented.map(({ file, reason }) => ({ file, reason })),
      costMs,
      livedMs,
      firstSite: this.#sitesSent,
      siteTexts: model.sites.slice(this.#sitesSent).map((site) => site.text),
      overview,
    };
    this.#sitesSent = model.sites.length;
    this.#send(message, [overview.inFlight.buffer, overview.blocked.buffer]);
  }

  #picture(request: PictureRequest, nowMs: number): void {
    const source = this.#source;
    const picture = this.#composer.compose(source, request);
    const { bars } = picture;
    this.#send(
      {
        kind: "picture",
        version: source.model.version,
        picture,
        rows: rowViews(source, request.top, request.bottom, nowMs),
        rowCount: source.visible.length,
        height: source.visible.height,
        selected: this.#selection === null ? null : selectedBar(source, this.#selection),
      },
      [bars.x0, bars.x1, bars.y, bars.height, bars.kind, bars.colour, bars.flags, bars.label, bars.ref].map(
        (column) => column.buffer,
      ),
    );
  }

  #setQuery(text: string): void {
    this.#query = text;
    this.#source.setQuery(text);
    this.#futures = null;
    this.#sendMatches();
  }

  #sendMatches(): void {
    this.#send({ kind: "matches", text: this.#query, count: countMatches(this.#source) });
  }

  #select(selection: Selection | null, nowMs: number, cause: Cause): void {
    this.#selection = selection;
    if (selection === null) {
      this.#sendSummary();
      return;
    }
    switch (selection.kind) {
      case "task":
      case "await":
        this.#selectBar(selection, nowMs, cause);
        return;
      case "turn":
        this.#selectTurn(selection, cause);
        return;
      case "future":
        this.#selectFuture(selection, cause);
        return;
    }
  }

  #selectBar(selection: Selection, nowMs: number, cause: Cause): void {
    const source = this.#source;
    const details = createDetails(source, selection, nowMs);
    if (details === null) {
      this.#send({ kind: "nothing", reason: "" });
      return;
    }
    this.#openRow(details.task, cause);
    this.#send({ kind: "details", details, bar: selectedBar(source, selection), cause });
  }

  #selectTurn(selection: Selection, cause: Cause): void {
    const turn = turnView(this.#source, selection);
    if (turn === null) this.#send({ kind: "nothing", reason: "" });
    else this.#send({ kind: "turn", turn, bar: selectedBar(this.#source, selection), cause });
  }

  #selectFuture(selection: Selection, cause: Cause): void {
    const source = this.#source;
    if (!(selection.ref >= 0 && selection.ref < source.model.futures.length)) {
      this.#send({ kind: "nothing", reason: "" });
      return;
    }
    const future = futureFacts(source, selection.ref);
    const task = taskOfFuture(source, selection.ref);
    if (task >= 0) this.#openRow(task, cause);
    this.#send({ kind: "future", future, bar: selectedBar(source, selection), cause });
  }

  /** What is jumped to must not be hidden in a closed row. */
  #openRow(task: number, cause: Cause): void {
    const source = this.#source;
    if (cause === "jump" && source.rows.openAncestors(source.rows.rowOfTask(task))) source.layOut();
  }

  #step(by: number, along: "site" | "lane" | "matches"): void {
    const from = this.#selection;
    const source = this.#source;
    if (along === "matches") {
      this.#jump(nextMatch(source, from, by), "Nothing matches.");
      return;
    }
    if (from === null) {
      this.#send({ kind: "nothing", reason: "" });
      return;
    }
    if (along === "site") {
      this.#jump(stepExecution(source.model, from, by), "");
      return;
    }
    this.#jump(stepInLane(source, from, by), by > 0 ? "Last in its row." : "First in its row.");
  }

  /** A place can be asked for before it has run, or before its bytes are here: it is looked for until the end. */
  #reveal(): void {
    if (this.#wanted === null) return;
    const { model } = this.#source;
    const site = siteAt(model, this.#wanted);
    const found = site < 0 ? null : latestOf(model, site);
    if (found === null && !this.#finished) return;
    this.#wanted = null;
    this.#jump(found, NOT_RUN);
  }

  #pick(site: number, which: "slowest" | "latest"): void {
    const { model } = this.#source;
    const found = site < 0 ? null : which === "slowest" ? slowestOf(model, site) : latestOf(model, site);
    this.#jump(found, NOT_RUN);
  }

  #jump(selection: Selection | null, otherwise: string): void {
    if (selection === null) this.#send({ kind: "nothing", reason: otherwise });
    else this.#select(selection, this.#source.model.endMs, "jump");
  }

  #scheduleSummary(): void {
    if (this.#summaryTimer !== undefined) return;
    const wait = Math.max(SUMMARY_DELAY_MS, SUMMARY_MS - (performance.now() - this.#lastSummary));
    this.#summaryTimer = setTimeout(() => {
      this.#summaryTimer = undefined;
      if (this.#selection === null) this.#guard(() => this.#sendSummary());
    }, wait);
  }

  #sendSummary(): void {
    this.#send({ kind: "summary", summary: createSummary(this.#source) });
    this.#lastSummary = performance.now();
  }
}
