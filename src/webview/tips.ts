import { lifeWord } from "../model/lives.ts";
import { timerOfTurn } from "../model/scheduled.ts";
import { awaitAnatomy } from "../timeline/anatomy.ts";
import { verbOf } from "../timeline/details.ts";
import { endingOf } from "../timeline/ending.ts";
import { durationMs } from "../timeline/executions.ts";
import { baseName } from "../timeline/filter.ts";
import { messageLinks, messageText } from "../timeline/links.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { delayText, type ScheduledLink, scheduledLink } from "../timeline/scheduled.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Source } from "../timeline/source.ts";
import { functionsIn } from "../timeline/turn-runs.ts";
import { taskName, turnName, type WaitsFor, waitsFor } from "../timeline/waits.ts";
import { withArticle } from "./words.ts";
import type { Tip } from "./worker-protocol.ts";

/** Functions that the tip of a turn names. */
const FUNCTIONS = 3;

/** The hover tip of a bar: a title and a few short lines. Null when the row is gone, and for futures, which have no bar. */
export function createTip(source: Source, selection: Selection, nowMs: number): Tip | null {
  const { tasks, awaits, turns, futures } = source.model;
  const table = { task: tasks, await: awaits, turn: turns, future: futures }[selection.kind];
  if (!(selection.ref >= 0 && selection.ref < table.length)) return null;
  switch (selection.kind) {
    case "turn":
      return turnTip(source, selection);
    case "task":
      return taskTip(source, selection, nowMs);
    case "await":
      return awaitTip(source, selection, nowMs);
    case "future":
      return null;
  }
}

function awaitTip(source: Source, selection: Selection, nowMs: number): Tip {
  const { model } = source;
  const { awaits, tasks } = model;
  const { ref } = selection;
  const site = awaits.site[ref]!;
  const info = model.sites[site]!;
  const ending = endingOf(source, selection);
  const on = waitsFor(model, ref);
  const { busyMs, busyWith } = awaitAnatomy(source, ref, nowMs, on.settledMs);
  const lines = [
    endingText(
      ending,
      durationMs(awaits, ref),
      nowMs - awaits.startMs[ref]!,
      lifeWord(model, tasks.thread[awaits.task[ref]!]!),
    ),
  ];
  if (on.kind !== "unknown" || on.resource !== "") lines.push(forText(on));
  lines.push(...messageTexts(source, selection));
  if (busyMs >= 0.05) lines.push(`Loop busy ${durationText(busyMs)}${busyWith ? `, longest in ${busyWith}` : ""}`);
  const all = source.executions(site);
  if (all.count > 1)
    lines.push(`${countText(all.count)} times · p50 ${durationText(all.p50Ms)} · max ${durationText(all.maxMs)}`);
  lines.push(`in ${taskName(model, awaits.task[ref]!)} · ${baseName(info.file)}:${info.line}`);
  return { selection, title: `${verbOf(model, site)} ${info.text}`, lines };
}

function forText({ text, kind, resource, timer, calls }: WaitsFor): string {
  const delay = delayText(timer);
  if ((kind !== "unknown" && kind !== "future") || resource === "") return `For ${text}`;
  const ended = `nded by ${withArticle(resource)}${delay && `: ${delay}`}`;
  return calls !== "" ? `For ${text} · e${ended}` : `E${ended}`;
}

function taskTip(source: Source, selection: Selection, nowMs: number): Tip {
  const { model } = source;
  const { tasks } = model;
  const { ref } = selection;
  const info = model.sites[tasks.site[ref]!]!;
  const ending = endingOf(source, selection);
  const ms = durationMs(tasks, ref);
  const lines = [
    endingText(ending, ms, nowMs - tasks.startMs[ref]!, lifeWord(model, tasks.thread[ref]!)),
    `Running ${durationText(tasks.runningMs[ref]!)} · waiting ${durationText(tasks.waitingMs[ref]!)}`,
    ...scheduledText(scheduledLink(model, ref), ref),
    ...(tasks.parent[ref]! < 0 ? messageTexts(source, selection) : []),
    `${baseName(info.file)}:${info.line}`,
  ];
  return { selection, title: taskName(model, ref), lines };
}

function messageTexts(source: Source, selection: Selection): string[] {
  const [first, ...others] = messageLinks(source, selection);
  if (first === undefined) return [];
  return [messageText(first), ...(others.length > 0 ? ["and other messages"] : [])];
}

function scheduledText(scheduled: ScheduledLink | null, task: number): string[] {
  if (scheduled === null || scheduled.root.task !== task) return [];
  const { what, by, timer } = scheduled;
  const delay = delayText(timer);
  return [`Called from ${what}${delay && `: ${delay}`}${by === null ? "" : ` · set by ${by.name}`}`];
}

function endingText(ending: string, ms: number, soFarMs: number, life: string): string {
  switch (ending) {
    case "fulfilled":
      return durationText(ms);
    case "rejected":
      return `${durationText(ms)} · rejected`;
    case "never settled":
      return `Had not settled when the ${life} ended`;
    case "unknown":
      return "Its end was lost";
    default:
      return `${durationText(soFarMs)} so far · ${ending}`;
  }
}

function turnTip(source: Source, selection: Selection): Tip {
  const { model } = source;
  const { turns } = model;
  const { ref } = selection;
  const delay = delayText(timerOfTurn(model, ref));
  const lines = [`Ran ${durationText(turns.endMs[ref]! - turns.startMs[ref]!)}`];
  if (delay !== "") lines.push(`Timer: ${delay}`);
  lines.push(...messageTexts(source, selection));
  const ran = functionsIn(model, ref);
  for (const { name, ms } of ran.slice(0, FUNCTIONS)) lines.push(`${durationText(ms)} in ${name}`);
  if (ran.length > FUNCTIONS) lines.push("and others");
  return { selection, title: `Event loop: ${turnName(model, ref)}`, lines };
}
