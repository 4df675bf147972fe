import { Arrivals } from "../model/arrivals.ts";
import { type Consumers, consumersOf } from "../model/consumers.ts";
import { hasEnded, openUntilMs } from "../model/lives.ts";
import type { Model } from "../model/types.ts";
import { Colours } from "./colours.ts";
import { createExecutions, type Executions } from "./executions.ts";
import { createFilter, type Filter } from "./filter.ts";
import { LaneIndex } from "./lanes.ts";
import { Rows } from "./rows.ts";
import { VisibleRows } from "./visible.ts";

/** Everything a picture is made from: the model and what the view derives from it. One per trace. */
export class Source {
  readonly rows = new Rows();
  readonly index = new LaneIndex();
  readonly visible = new VisibleRows();
  readonly colours = new Colours();
  filter: Filter | null = null;
  /** No more events will come: what has no end never got one. */
  ended = false;

  readonly model: Model;
  #query = "";
  #arrivals: Arrivals | null = null;
  #consumers: Consumers | null = null;
  #untilMs: Float64Array = new Float64Array(0);
  readonly #executions = new Map<number, Executions>();

  constructor(model: Model) {
    this.model = model;
  }

  /** Takes in what the model learnt. */
  update(): void {
    this.#executions.clear();
    this.#arrivals = null;
    this.#consumers = null;
    this.#untilMs = openUntilMs(this.model);
    this.rows.update(this.model);
    this.index.rebuild(this.model, this.rows);
    this.colours.update(this.model.sites);
    this.setQuery(this.#query);
  }

  /** What messages led to, made when first asked for after an update. */
  get arrivals(): Arrivals {
    this.#arrivals ??= new Arrivals(this.model);
    return this.#arrivals;
  }

  /** Who took up each future, made in the same way. */
  get consumers(): Consumers {
    // The model may be ahead of the last update by a few futures.
    const isShort = this.#consumers !== null && this.#consumers.awaits.length < this.model.futures.length;
    if (this.#consumers === null || isShort) this.#consumers = consumersOf(this.model);
    return this.#consumers;
  }

  /** All executions of a site, kept until the next update: a tip must not sort a million durations each time. */
  executions(site: number): Executions {
    let known = this.#executions.get(site);
    if (known === undefined) {
      known = createExecutions(this.model, site, -1, openUntilMs(this.model));
      this.#executions.set(site, known);
    }
    return known;
  }

  setQuery(text: string): void {
    this.#query = text;
    this.filter = createFilter(text, this.model, this.rows);
    this.layOut();
  }

  /** To be called when a row was collapsed or opened. */
  layOut(): void {
    this.visible.update(this.rows, this.filter?.rows ?? null);
  }

  /** The thread can still run: a task of it that has not ended is at work, not forgotten. */
  live(thread: number): boolean {
    const info = this.model.threads[thread];
    return !this.ended && info !== undefined && !hasEnded(this.model, info);
  }

  /**
   * Until when what is open in a thread is shown to be open, milliseconds from the trace's start: `nowMs` while the thread can still run, else,
   * and where no `nowMs` is given, as far as the model knew at the last update.
   */
  openUntilMs(thread: number, nowMs: number | null = null): number {
    return nowMs !== null && this.live(thread) ? nowMs : (this.#untilMs[thread] ?? this.model.endMs);
  }
}
