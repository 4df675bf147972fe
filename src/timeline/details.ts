import { SiteKind } from "../format/spec.ts";
import { SITE_WORDS } from "../model/describe.ts";
import { openUntilMs } from "../model/lives.ts";
import type { Model } from "../model/types.ts";
import { type Anatomy, awaitAnatomy, taskAnatomy } from "./anatomy.ts";
import { type Ending, endingOf, type Place } from "./ending.ts";
import { createExecutions, durationMs, type Executions } from "./executions.ts";
import { type FutureFacts, futureFacts } from "./futures.ts";
import { type MessageLink, messageLinks, starterLink, type ThreadLink } from "./links.ts";
import { type ScheduledLink, scheduledLink } from "./scheduled.ts";
import type { Selection } from "./selection.ts";
import type { Source } from "./source.ts";
import { type ChainLink, chainTo, taskName, type WaitsFor, waitsFor } from "./waits.ts";

/** Awaits of a task that are listed. */
const LISTED = 300;

export interface ListedAwait {
  readonly ref: number;
  readonly text: string;
  readonly startMs: number;
  readonly ms: number;
  readonly ending: Ending;
}

/** Everything the details panel says of a task or an await. */
export interface Details {
  readonly selection: Selection;
  /** "await", "for await", "async function"… */
  readonly verb: string;
  readonly text: string;
  readonly functionName: string;
  readonly place: Place;
  readonly startMs: number;
  readonly endMs: number;
  readonly ending: Ending;
  readonly anatomy: Anatomy;
  /** Of an await only. */
  readonly waitsFor: WaitsFor | null;
  /** Of an await on a future. */
  readonly future: FutureFacts | null;
  /** What scheduled the callback from which the task comes. */
  readonly scheduled: ScheduledLink | null;
  /** The message that called the task (or its callers), or ended the await. */
  readonly messages: readonly MessageLink[];
  /** Who started the thread, where the task is its module or was called by it. */
  readonly startedBy: ThreadLink | null;
  readonly chain: readonly ChainLink[];
  readonly executions: Executions;
  readonly task: number;
  /** The task's awaits in time order, and how many more there are. */
  readonly awaits: readonly ListedAwait[];
  readonly moreAwaits: number;
  readonly colour: number;
}

export function verbOf(model: Model, site: number): string {
  const kind = model.sites[site]?.kind ?? SiteKind.Function;
  return kind === SiteKind.Function ? "async function" : SITE_WORDS[kind];
}

/** Of a task or an await; null when there is no such row (any more). */
export function createDetails(source: Source, selection: Selection, nowMs: number): Details | null {
  const { model } = source;
  if (selection.kind !== "task" && selection.kind !== "await") return null;
  const isTask = selection.kind === "task";
  const table = isTask ? model.tasks : model.awaits;
  const { ref } = selection;
  if (!(ref >= 0 && ref < table.length)) return null;
  const task = isTask ? ref : model.awaits.task[ref]!;
  const site = table.site[ref]!;
  const info = model.sites[site];
  if (info === undefined) return null;
  const on = isTask ? null : waitsFor(model, ref);
  return {
    selection,
    verb: verbOf(model, site),
    text: isTask ? taskName(model, task) : info.text,
    functionName: taskName(model, task),
    place: { file: info.file, line: info.line, column: info.column },
    startMs: table.startMs[ref]!,
    endMs: table.endMs[ref]!,
    ending: endingOf(source, selection),
    anatomy: on === null ? taskAnatomy(source, ref, nowMs) : awaitAnatomy(source, ref, nowMs, on.settledMs),
    waitsFor: on,
    future: on === null || on.future < 0 ? null : futureFacts(source, on.future),
    scheduled: scheduledLink(model, task),
    messages: messageLinks(source, selection),
    startedBy: starterLink(model, task),
    chain: chainTo(model, task),
    executions: createExecutions(model, site, ref, openUntilMs(model)),
    task,
    ...listAwaits(source, task),
    colour: source.colours.of(model.tasks.site[task]!),
  };
}

function listAwaits(source: Source, task: number): Pick<Details, "awaits" | "moreAwaits"> {
  const { tasks, awaits, sites } = source.model;
  const list: ListedAwait[] = [];
  let moreAwaits = 0;
  for (let ref = tasks.firstAwait[task]!; ref >= 0; ref = awaits.next[ref]!) {
    if (list.length >= LISTED) {
      moreAwaits++;
      continue;
    }
    const startMs = awaits.startMs[ref]!;
    list.push({
      ref,
      text: sites[awaits.site[ref]!]?.text ?? "",
      startMs,
      ms: durationMs(awaits, ref),
      ending: endingOf(source, { kind: "await", ref }),
    });
  }
  return { awaits: list, moreAwaits };
}
