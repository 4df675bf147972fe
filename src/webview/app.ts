import type { RunState, ToView } from "../protocol/messages.ts";
import type { Details, Place, Selection } from "../timeline/details.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { reveal, spanMs, type Viewport } from "../timeline/viewport.ts";
import { Client } from "./client.ts";
import { TraceClock } from "./clock.ts";
import { DetailsView } from "./details-view.ts";
import { on } from "./dom.ts";
import type { Host } from "./host.ts";
import { handleKey, type InputEvents, listenToCanvas, wheel } from "./input.ts";
import { Layout } from "./layout.ts";
import { Motion } from "./motion.ts";
import { OverviewView } from "./overview-view.ts";
import { RULER_HEIGHT } from "./paint-frame.ts";
import { readState, type SavedState } from "./saved-state.ts";
import { readTheme } from "./theme.ts";
import { type Frame, TimelineView } from "./timeline-view.ts";
import { TipView } from "./tip-view.ts";
import { Toolbar } from "./toolbar.ts";
import { TreeView } from "./tree-view.ts";
import type { Cause, FromWorker, PictureMessage, SelectedBar, TraceMessage, TurnView } from "./worker-protocol.ts";

/** The pointer rests this long before a tip is asked for. */
const TIP_DELAY_MS = 60;
const SAVE_DELAY_MS = 400;
/** While the program runs, what is open grows: redrawn this often, milliseconds. */
const LIVE_FRAME_MS = 32;
/** The details of the selection are taken anew this often, milliseconds, while they can change. */
const REFRESH_MS = 500;

/** The view as a whole: takes what the host sends, asks the worker, and draws one frame when something changed. */
export class App {
  readonly #host: Host;
  readonly #root: HTMLElement;
  readonly #client = new Client();
  readonly #clock = new TraceClock();
  readonly #motion = new Motion();
  readonly #timeline = new TimelineView();
  readonly #tip = new TipView();
  readonly #toolbar: Toolbar;
  readonly #overview: OverviewView;
  readonly #tree: TreeView;
  readonly #details: DetailsView;
  readonly #layout: Layout;
  readonly #input: InputEvents;

  #saved: SavedState;
  #restoreView: Viewport | null;
  #state: RunState = "idle";
  #canRun = false;
  #trace: TraceMessage | null = null;
  #drawnOffset = -1;
  #problem = "";
  #workerProblem = "";
  #received = 0;
  #scrollTop = 0;
  #contentHeight = 0;
  #selection: Selection | null = null;
  #shown: Details | null = null;
  #refreshedMs = 0;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #pointer: { readonly x: number; readonly y: number } | null = null;
  #hoveredRow = -1;
  #tipFor: Selection | null = null;
  #tipTimer: ReturnType<typeof setTimeout> | undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #frameAsked = false;
  #lastPaintMs = 0;
  #openWhenShown = false;
  #pictureAsked = false;
  #pictureStale = true;

  constructor(root: HTMLElement, host: Host) {
    this.#host = host;
    this.#root = root;
    this.#saved = readState(host.readState());
    this.#restoreView = this.#saved.view;
    this.#input = this.#inputEvents();
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
        if (row.firstTask >= 0) this.#select({ kind: "task", ref: row.firstTask }, "jump");
      },
      hover: (row) => this.#hoverRow(row),
      scrollTo: (top, height) => this.#scrollInto(top, height),
      wheel: (event) => wheel(event, this.#timeline.canvas, this.#input),
    });
    this.#details = new DetailsView(
      {
        select: (selection) => this.#select(selection, "jump"),
        pick: (site) => this.#client.send({ kind: "pick", site, which: "slowest" }),
        step: (by) => this.#client.send({ kind: "step", by, along: "site" }),
        open: (place) => this.#openSource(place, false),
        close: () => this.#select(null, "click"),
      },
      host.opensSource,
    );
    this.#layout = new Layout(
      root,
      {
        toolbar: this.#toolbar.element,
        overviewLabel: this.#overview.label,
        overview: this.#overview.element,
        tree: this.#tree.element,
        canvas: this.#timeline.canvas,
        details: this.#details.element,
        tip: this.#tip.element,
      },
      () => {
        this.#resize();
        this.#save();
      },
    );
    this.#layout.setSizes(this.#saved.treeWidth, this.#saved.detailsHeight);
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
    if (this.#saved.query !== "") {
      this.#toolbar.search.value = this.#saved.query;
      this.#client.send({ kind: "query", text: this.#saved.query });
    }
    this.#host.post({ kind: "ready" });
  }

  // ---- the host ----

  #fromHost(message: ToView): void {
    switch (message.kind) {
      case "init":
        document.title = message.title;
        this.#saved = { ...this.#saved, restore: message.restore };
        this.#canRun = message.canRun;
        this.#setState(message.state, message.problem);
        this.#save();
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
    this.#timeline.selected = null;
    this.#selection = null;
    this.#shown = null;
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

  #openSource(place: Place, withFocus: boolean): void {
    if (!this.#host.opensSource || place.file === "") return;
    const { file, line, column } = place;
    this.#host.post({ kind: "openSource", at: { file, line, column }, preserveFocus: !withFocus });
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
        this.#showDetails(message.details, message.bar, message.cause);
        return;
      case "turn":
        this.#showTurn(message.turn, message.bar, message.cause);
        return;
      case "summary":
        if (this.#selection === null) this.#details.showSummary(message.summary);
        return;
      case "matches":
        this.#toolbar.setMatches(message.text, message.count);
        this.#stale();
        return;
      case "nothing":
        if (message.reason !== "") this.#announce(message.reason, true);
        return;
      case "tip":
        this.#showTip(message);
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
      this.#setScroll(this.#saved.scrollTop);
    }
    this.#refreshSoon();
    this.#showState();
    this.#stale();
  }

  /** What is selected may have ended, or run again. */
  #refreshSoon(): void {
    if (this.#shown === null || this.#refreshTimer !== undefined) return;
    const wait = Math.max(0, REFRESH_MS - (performance.now() - this.#refreshedMs));
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = undefined;
      if (this.#shown === null || this.#selection === null) return;
      this.#client.send({ kind: "select", selection: this.#selection, nowMs: this.#nowMs(), cause: "refresh" });
    }, wait);
  }

  #showPicture(message: PictureMessage): void {
    this.#pictureAsked = false;
    this.#timeline.show(message);
    this.#contentHeight = message.height;
    this.#layout.setContentHeight(message.height);
    this.#tree.show(message.rows);
    this.#ask();
    const trace = this.#trace;
    if (trace === null || message.version < trace.version || trace.offset === this.#drawnOffset) return;
    this.#drawnOffset = trace.offset;
    // After the frame that this picture is drawn in.
    requestAnimationFrame(() => {
      performance.mark("awaitscope:drawn", { detail: trace.offset });
      this.#host.post({ kind: "drawn", offset: trace.offset, tasks: trace.tasks, awaits: trace.awaits });
    });
  }

  #showDetails(details: Details, bar: SelectedBar, cause: Cause): void {
    this.#selection = details.selection;
    this.#shown = details;
    this.#refreshedMs = performance.now();
    this.#timeline.selected = bar;
    this.#details.showDetails(details);
    if (this.#openWhenShown && cause === "click") this.#openSource(details.place, false);
    this.#openWhenShown = false;
    if (cause !== "refresh") {
      this.#announce(
        `${details.verb} ${details.text}, ${durationText(details.endMs - details.startMs)}, ${details.ending}, in ${details.functionName}`,
        false,
      );
    }
    if (cause === "jump") this.#bringIntoSight(bar);
    this.#ask();
  }

  #showTurn(turn: TurnView, bar: SelectedBar, cause: Cause): void {
    this.#selection = turn.selection;
    this.#shown = null;
    this.#timeline.selected = bar;
    this.#details.showTurn(turn);
    this.#announce(`Turn of the event loop, ${durationText(turn.endMs - turn.startMs)}`, false);
    if (cause === "jump") this.#bringIntoSight(bar);
    this.#ask();
  }

  #bringIntoSight(bar: SelectedBar): void {
    const nowMs = this.#nowMs();
    const endMs = Number.isNaN(bar.endMs) ? nowMs : bar.endMs;
    const { view } = this.#motion;
    const next = reveal(view, bar.startMs, endMs, nowMs);
    if (next !== view) this.#motion.glide(next);
    if (bar.top >= 0) this.#scrollInto(bar.top - 4, bar.height + 8);
    this.#pictureStale = true;
  }

  #showTip(message: Extract<FromWorker, { kind: "tip" }>): void {
    const { tip } = message;
    if (tip === null || this.#pointer === null || this.#tipFor === null) return;
    if (tip.selection.kind !== this.#tipFor.kind || tip.selection.ref !== this.#tipFor.ref) return;
    const box = this.#timeline.canvas.getBoundingClientRect();
    this.#tip.show(tip, this.#pointer.x + box.left, this.#pointer.y + box.top);
  }

  #fail(message: string): void {
    this.#workerProblem = message;
    this.#pictureAsked = false;
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
    if (this.#live) return "Waiting for the first event";
    if (this.#trace !== null && this.#state === "ended") return "No async function was called";
    if (this.#state === "ended" && this.#received === 0) return "The trace is empty";
    return this.#received > 0 || !this.#host.opensSource ? "Reading the trace" : "";
  }

  /** Asks for a frame. */
  #ask(): void {
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    requestAnimationFrame((atMs) => this.#frame(atMs));
  }

  /** What was composed no longer holds. */
  #stale(): void {
    this.#pictureStale = true;
    this.#ask();
  }

  #frame(atMs: number): void {
    this.#frameAsked = false;
    const live = this.#live && this.#trace !== null;
    const nowMs = this.#nowMs();
    const view = this.#motion.frame(atMs, nowMs, live);
    const frame: Frame = {
      view,
      scrollTop: this.#scrollTop,
      nowMs,
      live,
      pointerX: this.#pointer === null ? null : this.#pointer.x,
      hoveredRow: this.#hoveredRow,
    };
    this.#askPicture(frame);
    this.#timeline.paint(frame);
    this.#tree.scroll(this.#scrollTop);
    this.#overview.setView(view, Math.max(nowMs, this.#trace?.endMs ?? 0));
    this.#toolbar.setFollowing(live && !this.#motion.following);
    this.#lastPaintMs = atMs;
    if (this.#motion.moving) this.#ask();
    else if (live) this.#askLater();
  }

  /** A running program moves slowly on the screen: half the frames do, and the machine has other work. */
  #askLater(): void {
    const wait = LIVE_FRAME_MS - (performance.now() - this.#lastPaintMs);
    setTimeout(() => this.#ask(), Math.max(0, wait));
    if (this.#shown !== null && Number.isNaN(this.#shown.endMs)) this.#refreshSoon();
  }

  #askPicture(frame: Frame): void {
    if (this.#pictureAsked || this.#trace === null) return;
    const request = this.#pictureStale ? this.#timeline.request(frame) : this.#timeline.wanted(frame);
    if (request === null) return;
    this.#pictureAsked = true;
    this.#pictureStale = false;
    this.#client.send({ kind: "picture", request, nowMs: frame.nowMs });
  }

  // ---- what the user does ----

  #go(move: () => void): void {
    move();
    this.#hideTip();
    this.#save();
    this.#ask();
  }

  #release(): void {
    this.#go(() => this.#motion.release());
  }

  #select(selection: Selection | null, cause: Cause): void {
    this.#selection = selection;
    if (selection === null) {
      this.#timeline.selected = null;
      this.#shown = null;
    }
    this.#client.send({ kind: "select", selection, nowMs: this.#nowMs(), cause });
    this.#ask();
  }

  #toggle(row: number, collapsed: boolean): void {
    this.#client.send({ kind: "toggle", rows: [row], collapsed });
    this.#stale();
  }

  #search(text: string): void {
    this.#saved = { ...this.#saved, query: text };
    this.#client.send({ kind: "query", text });
    this.#setScroll(0);
    this.#save();
  }

  #hoverRow(row: number): void {
    if (row === this.#hoveredRow) return;
    this.#hoveredRow = row;
    this.#tree.hover(row);
    this.#ask();
  }

  #hoverAt(x: number, y: number): void {
    this.#pointer = { x, y };
    this.#hoverRow(this.#timeline.rowAt(y));
    const found = this.#timeline.at(x, y);
    this.#timeline.canvas.classList.toggle("over-bar", found !== null);
    this.#timeline.canvas.classList.toggle("over-ruler", y < RULER_HEIGHT);
    this.#ask();
    if (found === null) {
      this.#hideTip();
      return;
    }
    const { selection } = found;
    if (this.#tipFor?.kind === selection.kind && this.#tipFor.ref === selection.ref) {
      const box = this.#timeline.canvas.getBoundingClientRect();
      this.#tip.move(x + box.left, y + box.top);
      return;
    }
    this.#hideTip();
    this.#tipFor = selection;
    if (found.merged) {
      this.#showMergedTip(found.what, found.count);
      return;
    }
    this.#tipTimer = setTimeout(
      () => this.#client.send({ kind: "tip", selection, nowMs: this.#nowMs() }),
      TIP_DELAY_MS,
    );
  }

  #showMergedTip(what: string, count: number): void {
    const title = `${countText(count)} ${what}`;
    const lines = ["Too short to tell apart here", "Click to come closer"];
    const box = this.#timeline.canvas.getBoundingClientRect();
    const { x, y } = this.#pointer ?? { x: 0, y: 0 };
    this.#tip.show({ selection: this.#tipFor!, title, lines }, x + box.left, y + box.top);
  }

  #hideTip(): void {
    clearTimeout(this.#tipTimer);
    this.#tipFor = null;
    this.#tip.hide();
  }

  #choose(x: number, y: number, withFocus: boolean): void {
    const found = this.#timeline.at(x, y);
    if (found === null) {
      if (y >= RULER_HEIGHT && !withFocus) this.#select(null, "click");
      return;
    }
    if (found.merged) {
      // Several in one: come closer until they can be told apart.
      const middle = this.#timeline.msAt(x);
      const span = spanMs(this.#motion.view) / 12;
      this.#go(() => this.#motion.glide({ startMs: middle - span / 2, endMs: middle + span / 2 }));
      return;
    }
    if (withFocus) {
      this.#openShown(true);
      return;
    }
    this.#select(found.selection, "click");
    // The place is known when the details are: the source opens then.
    this.#openWhenShown = found.selection.kind !== "turn";
  }

  #openShown(withFocus: boolean): void {
    if (this.#shown !== null) this.#openSource(this.#shown.place, withFocus);
  }

  #inputEvents(): InputEvents {
    const nowMs = () => this.#nowMs();
    const perPx = () => spanMs(this.#motion.view) / Math.max(1, this.#timeline.width);
    const at = (x: number) => this.#motion.view.startMs + x * perPx();
    const keyX = () => this.#pointer?.x ?? this.#timeline.width / 2;
    return {
      panPixels: (x) => {
        if (x !== 0) this.#go(() => this.#motion.pan(x * perPx(), nowMs()));
      },
      scrollPixels: (y) => {
        if (y !== 0) this.#setScroll(this.#scrollTop + y);
      },
      zoomAt: (x, factor) => this.#go(() => this.#motion.zoom(at(x), factor, nowMs(), this.#live)),
      glidePan: (part) => this.#go(() => this.#motion.glidePan(part, nowMs())),
      glideZoom: (factor) => this.#go(() => this.#motion.glideZoom(at(keyX()), factor, nowMs(), this.#live)),
      hover: (x, y) => this.#hoverAt(x, y),
      leave: () => {
        this.#pointer = null;
        this.#hoverRow(-1);
        this.#hideTip();
        this.#ask();
      },
      choose: (x, y, withFocus) => this.#choose(x, y, withFocus),
      markRange: (from, to) => this.#markRange(from, to),
      selectRange: (from, to) => {
        this.#markRange(0, 0);
        const view = { startMs: at(Math.min(from, to)), endMs: at(Math.max(from, to)) };
        if (spanMs(view) > 0) this.#go(() => this.#motion.glide(view));
      },
      step: (by, along) => this.#client.send({ kind: "step", by, along }),
      enter: () => this.#openShown(true),
      clear: () => this.#select(null, "click"),
      showAll: () => this.#release(),
      showSelection: () => this.#showSelection(),
      search: () => this.#toolbar.search.focus(),
    };
  }

  #markRange(from: number, to: number): void {
    const { range } = this.#layout;
    range.hidden = from === to;
    range.style.transform = `translateX(${Math.min(from, to)}px)`;
    range.style.width = `${Math.abs(to - from)}px`;
  }

  #showSelection(): void {
    const details = this.#shown;
    if (details === null) return;
    const endMs = Number.isNaN(details.endMs) ? this.#nowMs() : details.endMs;
    const room = Math.max((endMs - details.startMs) * 0.1, 0.001);
    this.#go(() => this.#motion.glide({ startMs: details.startMs - room, endMs: endMs + room }));
  }

  #setScroll(top: number): void {
    const most = Math.max(0, this.#contentHeight - this.#timeline.rowsHeight);
    const next = Math.round(Math.max(0, Math.min(top, most)));
    if (next === this.#scrollTop) return;
    this.#scrollTop = next;
    this.#layout.scroller.scrollTop = next;
    this.#save();
    this.#ask();
  }

  #scrollInto(top: number, height: number): void {
    const { rowsHeight } = this.#timeline;
    if (top < this.#scrollTop) this.#setScroll(top);
    else if (top + height > this.#scrollTop + rowsHeight) this.#setScroll(top + height - rowsHeight);
  }

  #announce(text: string, shown: boolean): void {
    this.#layout.live.textContent = text;
    this.#layout.live.classList.toggle("toast", shown);
    if (shown) setTimeout(() => this.#layout.live.classList.remove("toast"), 2500);
  }

  // ---- the page ----

  #listen(): void {
    listenToCanvas(this.#timeline.canvas, this.#input);
    on(this.#layout.scroller, "scroll", () => this.#setScroll(this.#layout.scroller.scrollTop));
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      // Enter on a button presses it.
      if (event.key === "Enter" && event.target instanceof HTMLButtonElement) return;
      if (handleKey(event, this.#input)) event.preventDefault();
    });
    new ResizeObserver(() => this.#resize()).observe(this.#layout.stage);
    new MutationObserver(() => this.#applyTheme()).observe(document.body, { attributeFilter: ["class"] });
    new MutationObserver(() => this.#applyTheme()).observe(document.documentElement, {
      attributeFilter: ["style", "class"],
    });
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
      window.matchMedia(query).addEventListener("change", () => this.#applyTheme());
    }
  }

  #applyTheme(): void {
    const theme = readTheme(this.#root);
    theme.tints.forEach((tint, i) => {
      this.#root.style.setProperty(`--aw-tint-${i}`, tint.solid);
      this.#root.style.setProperty(`--aw-tint-fill-${i}`, tint.fill);
    });
    this.#timeline.setTheme(theme);
    this.#overview.setTheme(theme);
    this.#ask();
  }

  #resize(): void {
    const { stage } = this.#layout;
    this.#timeline.resize(stage.clientWidth, stage.clientHeight);
    this.#overview.resize();
    this.#setScroll(this.#scrollTop);
    this.#pictureStale = true;
    // At once: a canvas that was resized is blank until it is drawn.
    if (this.#trace !== null) this.#frame(performance.now());
    else this.#ask();
  }

  #save(): void {
    if (this.#saveTimer !== undefined) return;
    this.#saveTimer = setTimeout(() => {
      this.#saveTimer = undefined;
      this.#saved = {
        ...this.#saved,
        view: this.#motion.following ? null : this.#motion.view,
        scrollTop: this.#scrollTop,
        treeWidth: this.#layout.treeWidth,
        detailsHeight: this.#layout.detailsHeight,
      };
      this.#host.writeState({ ...this.#saved });
    }, SAVE_DELAY_MS);
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
