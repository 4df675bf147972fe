import type { RunState, ToView } from "../protocol/messages.ts";
import { reveal, type Viewport } from "../timeline/viewport.ts";
import { Client } from "./client.ts";
import { TraceClock } from "./clock.ts";
import type { DetailsView } from "./details-view.ts";
import { on } from "./dom.ts";
import { emptyText } from "./empty-text.ts";
import { Frames } from "./frames.ts";
import type { FuturesView } from "./futures-view.ts";
import { createGestures } from "./gestures.ts";
import type { Host } from "./host.ts";
import { Hover } from "./hover.ts";
import { handleKey, type InputEvents, isTyping, listenToCanvas, wheel } from "./input.ts";
import { KeptState } from "./kept-state.ts";
import { Layout } from "./layout.ts";
import { Motion } from "./motion.ts";
import { OverviewView } from "./overview-view.ts";
import { createPanel } from "./panel.ts";
import { RowsScroll } from "./rows-scroll.ts";
import type { SavedState } from "./saved-state.ts";
import { SelectionControl } from "./selection.ts";
import { readTheme } from "./theme.ts";
import { setTints, watchTheme } from "./theme-watch.ts";
import { type Frame, TimelineView } from "./timeline-view.ts";
import { TipView } from "./tip-view.ts";
import { Toolbar } from "./toolbar.ts";
import { TreeView } from "./tree-view.ts";
import type { FromWorker, PictureMessage, SelectedBar, TraceMessage } from "./worker-protocol.ts";

/** The view as a whole: takes what the host sends, asks the worker, and draws one frame when something changed. */
export class App {
  readonly #host: Host;
  readonly #root: HTMLElement;
  readonly #client = new Client();
  readonly #clock = new TraceClock();
  readonly #motion = new Motion();
  readonly #timeline = new TimelineView();
  readonly #toolbar: Toolbar;
  readonly #overview: OverviewView;
  readonly #tree: TreeView;
  readonly #futures: FuturesView;
  readonly #details: DetailsView;
  readonly #layout: Layout;
  readonly #input: InputEvents;
  readonly #hover: Hover;
  readonly #selection: SelectionControl;
  readonly #kept: KeptState;
  readonly #frames = new Frames({
    timeline: this.#timeline,
    draw: (atMs) => this.#draw(atMs),
    compose: (request, nowMs) => this.#client.send({ kind: "picture", request, nowMs }),
  });
  readonly #scroll: RowsScroll;

  #restoreView: Viewport | null;
  #state: RunState = "idle";
  #canRun = false;
  #trace: TraceMessage | null = null;
  #drawnOffset = -1;
  #problem = "";
  #workerProblem = "";
  #received = 0;

  constructor(root: HTMLElement, host: Host) {
    this.#host = host;
    this.#root = root;
    this.#kept = new KeptState(host, () => this.#current());
    this.#restoreView = this.#kept.value.view;
    const title = host.opensSource ? "" : document.title;
    this.#toolbar = new Toolbar(
      {
        command: (command) => host.post({ kind: "command", command }),
        search: (text) => this.#search(text),
        nextMatch: (by) => this.#client.send({ kind: "step", by, along: "matches" }),
        follow: () => this.#release(),
        showAll: () => this.#release(),
      },
      title,
    );
    this.#overview = new OverviewView((view) => this.#go(() => this.#motion.jump(view)));
    this.#tree = new TreeView({
      toggle: (row, collapsed) => this.#toggle(row.row, collapsed),
      choose: (row) => {
        if (row.firstTask >= 0) this.#selection.select({ kind: "task", ref: row.firstTask }, "jump");
      },
      hover: (row) => this.#hover.overRow(row),
      scrollTo: (top, height) => this.#scroll.into(top, height),
      scrollBy: (px) => this.#scroll.to(this.#scroll.top + px),
      wheel: (event) => wheel(event, this.#timeline.canvas, this.#input),
    });
    const panel = createPanel({
      client: this.#client,
      linksSource: host.opensSource,
      select: (selection) => this.#selection.select(selection, selection === null ? "click" : "jump"),
      open: (place) => this.#selection.openSource(place, false),
    });
    this.#futures = panel.futures;
    this.#details = panel.details;
    const tip = new TipView();
    const shared = {
      client: this.#client,
      timeline: this.#timeline,
      nowMs: () => this.#nowMs(),
      ask: () => this.#frames.ask(),
    };
    this.#hover = new Hover({ ...shared, tree: this.#tree, tip });
    this.#selection = new SelectionControl({
      ...shared,
      host,
      details: this.#details,
      bringIntoSight: (bar) => this.#bringIntoSight(bar),
      announce: (text) => this.#layout.announce(text, false),
    });
    this.#layout = new Layout(
      root,
      {
        toolbar: this.#toolbar.element,
        overviewLabel: this.#overview.label,
        overview: this.#overview.element,
        tree: this.#tree.element,
        canvas: this.#timeline.canvas,
        details: this.#details.element,
        tip: tip.element,
      },
      () => {
        this.#resize();
        this.#kept.saveSoon();
      },
    );
    this.#scroll = new RowsScroll({
      scroller: this.#layout.scroller,
      rowsHeight: () => this.#timeline.rowsHeight,
      moved: () => {
        this.#kept.saveSoon();
        this.#frames.ask();
      },
    });
    this.#layout.setSizes(this.#kept.value.treeWidth, this.#kept.value.detailsHeight);
    this.#input = createGestures({
      ...shared,
      motion: this.#motion,
      hover: this.#hover,
      selection: this.#selection,
      range: this.#layout.range,
      search: this.#toolbar.search,
      isLive: () => this.#live,
      go: (move) => this.#go(move),
      scrollBy: (pixels) => this.#scroll.to(this.#scroll.top + pixels),
      showAll: () => this.#release(),
    });
  }

  start(): void {
    this.#listen();
    this.#applyTheme();
    this.#resize();
    this.#showState();
    this.#client.start(
      this.#host.workerText(),
      (message) => this.#fromWorker(message),
      (message) => this.#fail(message),
    );
    this.#host.listen((message) => this.#fromHost(message));
    const { query } = this.#kept.value;
    if (query !== "") {
      this.#toolbar.search.value = query;
      this.#client.send({ kind: "query", text: query });
    }
    this.#host.post({ kind: "ready" });
  }

  // ---- the host ----

  #fromHost(message: ToView): void {
    switch (message.kind) {
      case "init":
        document.title = message.title;
        this.#kept.set({ restore: message.restore });
        this.#canRun = message.canRun;
        this.#setState(message.state, message.problem);
        return;
      case "state":
        this.#setState(message.state, message.problem);
        return;
      case "bytes":
        this.#bytes(message.offset, message.bytes);
        return;
      case "reveal":
        this.#client.send({ kind: "reveal", at: message.at, all: message.all });
        return;
      default:
        message satisfies never;
        return;
    }
  }

  #setState(state: RunState, problem: string): void {
    this.#state = state;
    this.#problem = problem;
    this.#client.send({ kind: "ended", ended: !this.#live });
    this.#showState();
    this.#stale();
  }

  #bytes(offset: number, bytes: Uint8Array): void {
    if (offset === 0) this.#restart();
    this.#received = Math.max(this.#received, offset + bytes.length);
    // The message's buffer may hold more than these bytes.
    const own = bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
    this.#client.send({ kind: "bytes", offset, bytes: own }, [own.buffer]);
  }

  #restart(): void {
    this.#clock.reset();
    this.#timeline.texts.length = 0;
    this.#selection.reset();
    this.#futures.reset();
    this.#trace = null;
    this.#drawnOffset = -1;
    this.#workerProblem = "";
    if (this.#received > 0) {
      this.#motion.release();
      this.#restoreView = null;
    }
    this.#received = 0;
    this.#showState();
  }

  // ---- the worker ----

  #fromWorker(message: FromWorker): void {
    switch (message.kind) {
      case "trace":
        this.#showTrace(message);
        return;
      case "picture":
        this.#showPicture(message);
        return;
      case "details":
        this.#selection.showDetails(message.details, message.bar, message.cause);
        return;
      case "turn":
        this.#selection.showTurn(message.turn, message.bar, message.cause);
        return;
      case "future":
        this.#selection.showFuture(message.future, message.bar, message.cause);
        return;
      case "futures":
        this.#futures.show(message.part);
        return;
      case "summary":
        if (this.#selection.isEmpty) this.#details.showSummary(message.summary);
        return;
      case "matches":
        this.#toolbar.setMatches(message.text, message.count);
        this.#futures.changed();
        this.#stale();
        return;
      case "nothing":
        if (message.reason !== "") this.#layout.announce(message.reason, true);
        return;
      case "tip":
        if (message.tip !== null) this.#hover.showTip(message.tip);
        return;
      case "failed":
        this.#fail(message.message);
        return;
      default:
        message satisfies never;
        return;
    }
  }

  #showTrace(trace: TraceMessage): void {
    this.#trace = trace;
    this.#clock.heard(trace.endMs, performance.now());
    const { texts } = this.#timeline;
    for (let i = 0; i < trace.siteTexts.length; i++) texts[trace.firstSite + i] = trace.siteTexts[i]!;
    this.#overview.setData(trace.overview);
    this.#toolbar.setTrace(trace);
    if (this.#restoreView !== null && trace.offset >= this.#received && trace.endMs > 0) {
      this.#motion.jump(this.#restoreView);
      this.#motion.clampTo(trace.endMs);
      this.#restoreView = null;
      this.#scroll.to(this.#kept.value.scrollTop);
    }
    this.#selection.refreshSoon();
    // Without a selection the summary that follows the picture brings them along.
    if (!this.#selection.isEmpty) this.#futures.changed();
    this.#showState();
    this.#stale();
  }

  #showPicture(message: PictureMessage): void {
    this.#frames.composed();
    this.#timeline.show(message);
    this.#scroll.setContentHeight(message.height);
    this.#layout.setContentHeight(message.height);
    this.#tree.show(message.rows);
    this.#frames.ask();
    const trace = this.#trace;
    if (trace === null || message.version < trace.version || trace.offset === this.#drawnOffset) return;
    this.#drawnOffset = trace.offset;
    // After the frame that this picture is drawn in.
    requestAnimationFrame(() => {
      performance.mark("awaitscope:drawn", { detail: trace.offset });
      this.#host.post({ kind: "drawn", offset: trace.offset, tasks: trace.tasks, awaits: trace.awaits });
    });
  }

  #bringIntoSight(bar: SelectedBar): void {
    const nowMs = this.#nowMs();
    const endMs = Number.isNaN(bar.endMs) ? nowMs : bar.endMs;
    const { view } = this.#motion;
    const next = reveal(view, bar.startMs, endMs, nowMs);
    if (next !== view) this.#motion.glide(next);
    if (bar.top >= 0) this.#scroll.into(bar.top - 4, bar.height + 8);
    this.#frames.pictureIsStale();
  }

  #fail(message: string): void {
    this.#workerProblem = message;
    this.#frames.composed();
    this.#showState();
    this.#host.post({ kind: "error", message });
  }

  // ---- what is shown ----

  get #live(): boolean {
    return this.#state === "starting" || this.#state === "running";
  }

  #nowMs(): number {
    return this.#clock.now(performance.now(), this.#live);
  }

  #showState(): void {
    this.#toolbar.setState(this.#state, this.#canRun);
    this.#layout.setProblem(this.#problem || this.#workerProblem);
    this.#layout.setEmpty(this.#emptyText());
    this.#root.classList.toggle("is-empty", (this.#trace?.tasks ?? 0) === 0);
  }

  #emptyText(): string {
    if ((this.#trace?.tasks ?? 0) > 0 || this.#problem !== "" || this.#workerProblem !== "") return "";
    return emptyText(this.#state, this.#trace !== null, this.#received, !this.#host.opensSource);
  }

  /** What was composed no longer holds. */
  #stale(): void {
    this.#frames.pictureIsStale();
    this.#frames.ask();
  }

  #draw(atMs: number): void {
    const live = this.#live && this.#trace !== null;
    const nowMs = this.#nowMs();
    const view = this.#motion.frame(atMs, nowMs, live);
    const frame: Frame = {
      view,
      scrollTop: this.#scroll.top,
      nowMs,
      live,
      pointerX: this.#hover.x,
      hoveredRow: this.#hover.row,
    };
    if (this.#trace !== null) this.#frames.compose(frame);
    this.#timeline.paint(frame);
    this.#tree.scroll(this.#scroll.top);
    this.#overview.setView(view, Math.max(nowMs, this.#trace?.endMs ?? 0));
    this.#toolbar.setFollowing(live && !this.#motion.following);
    if (this.#motion.moving) this.#frames.ask();
    else if (live) this.#drawLater();
  }

  #drawLater(): void {
    this.#frames.askLater();
    const { shown } = this.#selection;
    if (shown !== null && Number.isNaN(shown.endMs)) this.#selection.refreshSoon();
  }

  // ---- what the user does ----

  #go(move: () => void): void {
    move();
    this.#hover.hideTip();
    this.#kept.saveSoon();
    this.#frames.ask();
  }

  #release(): void {
    this.#go(() => this.#motion.release());
  }

  #toggle(row: number, collapsed: boolean): void {
    this.#client.send({ kind: "toggle", rows: [row], collapsed });
    this.#stale();
  }

  #search(text: string): void {
    this.#kept.set({ query: text });
    this.#client.send({ kind: "query", text });
    this.#scroll.to(0);
  }

  // ---- the page ----

  #listen(): void {
    listenToCanvas(this.#timeline.canvas, this.#input);
    on(this.#layout.scroller, "scroll", () => this.#scroll.to(this.#layout.scroller.scrollTop));
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      // Enter on a button presses it.
      if (event.key === "Enter" && event.target instanceof HTMLButtonElement) return;
      if (handleKey(event, this.#input)) event.preventDefault();
    });
    new ResizeObserver(() => this.#resize()).observe(this.#layout.stage);
    watchTheme(() => this.#applyTheme());
  }

  #applyTheme(): void {
    const theme = readTheme(this.#root);
    setTints(this.#root, theme);
    this.#timeline.setTheme(theme);
    this.#overview.setTheme(theme);
    this.#frames.ask();
  }

  #resize(): void {
    const { stage } = this.#layout;
    this.#timeline.resize(stage.clientWidth, stage.clientHeight);
    this.#overview.resize();
    this.#scroll.to(this.#scroll.top);
    this.#frames.pictureIsStale();
    // At once: a canvas that was resized is blank until it is drawn.
    if (this.#trace !== null) this.#frames.drawNow(performance.now());
    else this.#frames.ask();
  }

  #current(): Partial<SavedState> {
    return {
      view: this.#motion.following ? null : this.#motion.view,
      scrollTop: this.#scroll.top,
      treeWidth: this.#layout.treeWidth,
      detailsHeight: this.#layout.detailsHeight,
    };
  }
}
