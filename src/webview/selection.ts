import type { Details } from "../timeline/details.ts";
import type { Place } from "../timeline/ending.ts";
import type { FutureFacts } from "../timeline/futures.ts";
import { durationText } from "../timeline/ruler.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Client } from "./client.ts";
import type { DetailsView } from "./details-view.ts";
import type { Host } from "./host.ts";
import type { TimelineView } from "./timeline-view.ts";
import type { Cause, SelectedBar, TurnView } from "./worker-protocol.ts";

/** The details of the selection are taken anew this often, milliseconds, while they can change. */
const REFRESH_MS = 500;

interface Parts {
  readonly host: Host;
  readonly client: Client;
  readonly timeline: TimelineView;
  readonly details: DetailsView;
  nowMs(): number;
  /** Asks for a frame. */
  ask(): void;
  bringIntoSight(bar: SelectedBar): void;
  /** Tells screen readers. */
  announce(text: string): void;
}

/** What of a selection others ask for. */
interface Shown {
  readonly place: Place | null;
  readonly startMs: number;
  /** NaN while it has not ended, and where its end is not known. */
  readonly endMs: number;
}

/** What is selected: its outline, its details, its source. */
export class SelectionControl {
  readonly #parts: Parts;
  #selected: Selection | null = null;
  #shown: Shown | null = null;
  /** The place is known when the details are: the source opens then. */
  #opensWhenShown = false;
  #refreshedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The task, await or future whose details are shown; null for none. */
  get shown(): Shown | null {
    return this.#shown;
  }

  get isEmpty(): boolean {
    return this.#selected === null;
  }

  select(selection: Selection | null, cause: Cause): void {
    const { client, timeline, nowMs, ask } = this.#parts;
    this.#selected = selection;
    this.#opensWhenShown = cause === "click" && selection !== null;
    if (selection === null) {
      timeline.selected = null;
      this.#shown = null;
    }
    client.send({ kind: "select", selection, nowMs: nowMs(), cause });
    ask();
  }

  /** A new trace: nothing of the old one is selected. */
  reset(): void {
    this.#selected = null;
    this.#shown = null;
    this.#parts.timeline.selected = null;
  }

  showDetails(shown: Details, bar: SelectedBar, cause: Cause): void {
    const { timeline, details, announce, bringIntoSight, ask } = this.#parts;
    this.#selected = shown.selection;
    this.#shown = shown;
    this.#refreshedMs = performance.now();
    timeline.selected = bar;
    details.showDetails(shown);
    if (this.#opensWhenShown && cause === "click") this.openSource(shown.place, false);
    if (cause !== "refresh") {
      const { verb, text, startMs, endMs, ending, functionName } = shown;
      announce(`${verb} ${text}, ${durationText(endMs - startMs)}, ${ending}, in ${functionName}`);
      this.#opensWhenShown = false;
    }
    if (cause === "jump") bringIntoSight(bar);
    ask();
  }

  showTurn(turn: TurnView, bar: SelectedBar, cause: Cause): void {
    const { timeline, details, announce, bringIntoSight, ask } = this.#parts;
    this.#selected = turn.selection;
    this.#shown = null;
    timeline.selected = bar;
    details.showTurn(turn);
    announce(`Turn of the event loop, ${durationText(turn.endMs - turn.startMs)}`);
    if (cause === "jump") bringIntoSight(bar);
    ask();
  }

  showFuture(future: FutureFacts, bar: SelectedBar, cause: Cause): void {
    const { timeline, details, announce, bringIntoSight, ask } = this.#parts;
    this.#selected = bar.selection;
    this.#shown = future;
    this.#refreshedMs = performance.now();
    timeline.selected = bar;
    details.showFuture(future);
    const { text, ending, waiters, moreWaiters } = future;
    if (cause !== "refresh") announce(`Future ${text}, ${ending}, ${waiters.length + moreWaiters} awaits`);
    if (cause === "jump") bringIntoSight(bar);
    ask();
  }

  /** What is selected may have ended, or run again. */
  refreshSoon(): void {
    if (this.#shown === null || this.#timer !== undefined) return;
    const wait = Math.max(0, REFRESH_MS - (performance.now() - this.#refreshedMs));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#shown === null || this.#selected === null) return;
      const { client, nowMs } = this.#parts;
      client.send({ kind: "select", selection: this.#selected, nowMs: nowMs(), cause: "refresh" });
    }, wait);
  }

  openShown(withFocus: boolean): void {
    const place = this.#shown?.place ?? null;
    if (place !== null) this.openSource(place, withFocus);
  }

  openSource({ file, line, column }: Place, withFocus: boolean): void {
    const { host } = this.#parts;
    if (!host.opensSource || file === "") return;
    host.post({ kind: "openSource", at: { file, line, column }, preserveFocus: !withFocus });
  }
}
