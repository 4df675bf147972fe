import type { RunState } from "../protocol/messages.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { button, h, on, setText } from "./dom.ts";
import { icon } from "./icons.ts";
import type { TraceMessage } from "./worker-protocol.ts";

export interface ToolbarEvents {
  command(command: "stop" | "traceAgain" | "exportHtml"): void;
  search(text: string): void;
  nextMatch(by: number): void;
  follow(): void;
  showAll(): void;
}

/** The line above the timeline: what can be done, what goes on, what is searched, how much there is. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly search: HTMLInputElement;
  readonly #again: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #follow: HTMLButtonElement;
  readonly #state: HTMLElement;
  readonly #counts: HTMLElement;
  readonly #losses: HTMLElement;
  readonly #matches: HTMLElement;

  /** @param title shown where no editor's tab shows it; empty for none */
  constructor(events: ToolbarEvents, title: string) {
    this.#again = button("Trace again", "Run the program again, traced", () => events.command("traceAgain"), {
      class: "secondary",
    });
    this.#again.prepend(icon("again"));
    this.#stop = button("Stop", "Stop the program", () => events.command("stop"), { class: "secondary" });
    this.#stop.prepend(icon("stop"));
    this.#follow = button("Follow", "Keep the newest in sight", events.follow, { class: "secondary", hidden: true });
    this.#follow.prepend(icon("follow"));
    const all = button("", "Show the whole trace (0)", events.showAll, { class: "quiet" });
    all.append(icon("all"));
    this.#state = h("span", { class: "state", role: "status" });
    this.search = h("input", {
      type: "search",
      placeholder: "Search function, file, awaited text",
      "aria-label": "Search function, file, awaited text",
      spellcheck: "false",
    });
    this.#matches = h("span", { class: "matches", role: "status" });
    this.#counts = h("span", { class: "counts" });
    this.#losses = h("span", { class: "losses" });
    this.element = h(
      "header",
      { class: "toolbar", role: "toolbar", "aria-label": "Timeline" },
      h("h1", { class: "title", hidden: title === "" }, title),
      this.#again,
      this.#stop,
      this.#state,
      this.#follow,
      h("span", { class: "search" }, icon("search"), this.search, this.#matches),
      all,
      h("span", { class: "facts" }, this.#losses, this.#counts),
    );
    on(this.search, "input", () => events.search(this.search.value));
    on(this.search, "keydown", (event) => {
      if (event.key === "Enter") events.nextMatch(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape" && this.search.value !== "") {
        this.search.value = "";
        events.search("");
      } else if (event.key === "Escape") this.search.blur();
      event.stopPropagation();
    });
  }

  setState(state: RunState, canRun: boolean): void {
    const runs = state === "running" || state === "starting";
    this.#again.hidden = !canRun;
    this.#again.disabled = runs;
    this.#stop.hidden = !canRun || !runs;
    const words: Record<RunState, string> = {
      idle: "",
      starting: "Starting",
      running: "Live",
      ended: "Ended",
      failed: "Failed",
    };
    this.#state.className = `state ${state}`;
    setText(this.#state, words[state]);
  }

  setFollowing(offer: boolean): void {
    this.#follow.hidden = !offer;
  }

  setMatches(text: string, count: number): void {
    this.#matches.classList.toggle("none", text !== "" && count === 0);
    setText(this.#matches, text === "" ? "" : count === 0 ? "No match" : countText(count));
  }

  setTrace(trace: TraceMessage): void {
    const facts = [plural(trace.tasks, "task"), plural(trace.awaits, "await")];
    if (trace.endMs > 0) facts.push(durationText(trace.endMs));
    if (!Number.isNaN(trace.costMs)) facts.push(`recorder ${costText(trace)}`);
    setText(this.#counts, facts.join(" · "));
    this.#showLosses(trace);
  }

  #showLosses({ losses, uninstrumented }: TraceMessage): void {
    const facts: string[] = [];
    if (losses.droppedEvents > 0) facts.push(`${plural(losses.droppedEvents, "event")} lost`);
    if (losses.missingChunks > 0) facts.push(`${plural(losses.missingChunks, "chunk")} missing`);
    if (losses.damagedChunks > 0) facts.push(`${plural(losses.damagedChunks, "chunk")} damaged`);
    if (uninstrumented.length > 0) facts.push(`${plural(uninstrumented.length, "file")} not traced`);
    setText(this.#losses, facts.length > 0 ? `⚠ ${facts.join(" · ")}` : "");
    this.#losses.title = uninstrumented.map(({ file, reason }) => `${file}: ${reason}`).join("\n");
  }
}

/** The recorder's own cost as a part of the time that its threads lived, as in the report. */
function costText({ costMs, livedMs }: TraceMessage): string {
  if (!(livedMs > 0)) return durationText(costMs);
  const percent = (costMs / livedMs) * 100;
  return percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

function plural(count: number, word: string): string {
  return `${countText(count)} ${word}${count === 1 ? "" : "s"}`;
}
