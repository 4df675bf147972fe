import { Outcome, SiteKind } from "../format/spec.ts";
import { functionName } from "../model/describe.ts";
import { lifeWord } from "../model/lives.ts";
import { type Model, OnKind } from "../model/types.ts";
import { count, type Finding, groupRows } from "./finding.ts";

/**
 * Awaits that were still waiting when their thread ended by itself: what they waited for never came. Of a chain of
 * waiting tasks only the last is named, since the others wait for that one. Of a process that was killed and a worker that was
 * terminated nothing is said: there everything is still waiting.
 */
export function neverSettled(model: Model): Finding[] {
  const { awaits } = model;
  return groupRows(
    stuckAwaits(model),
    (row) => awaits.site[row]!,
    (rows) => describe(model, rows),
  );
}

function* stuckAwaits(model: Model): Generator<number> {
  const { awaits, tasks, threads, sites } = model;
  for (let row = 0; row < awaits.length; row++) {
    if (awaits.outcome[row] !== Outcome.Pending) continue;
    const task = awaits.task[row]!;
    const { end } = threads[tasks.thread[task]!]!;
    if (end === null || end.ending !== undefined) continue;
    // A generator that nobody asks for more rests at its yield; that is no fault.
    const kind = sites[awaits.site[row]!]!.kind;
    if (kind === SiteKind.Yield || kind === SiteKind.YieldStar) continue;
    if (!waitsOnTask(model, row)) yield row;
  }
}

/** Behind this wait stands a task that waits itself, and of which all this is said. */
function waitsOnTask({ awaits, groups, tasks }: Model, row: number): boolean {
  const on = awaits.on[row]!;
  if (awaits.onKind[row] === OnKind.Task) return tasks.outcome[on] === Outcome.Pending;
  if (awaits.onKind[row] !== OnKind.Group) return false;
  const from = groups.memberStart[on]!;
  for (let at = from; at < from + groups.memberCount[on]!; at++) {
    if (groups.memberKind[at] === OnKind.Task && tasks.outcome[groups.member[at]!] === Outcome.Pending) return true;
  }
  return false;
}

function describe(model: Model, rows: readonly number[]): Finding {
  const { awaits, tasks, sites } = model;
  const first = rows[0]!;
  const site = awaits.site[first]!;
  const task = awaits.task[first]!;
  const isModule = sites[tasks.site[task]!]!.kind === SiteKind.Module;
  const name = `${functionName(model, tasks.site[task]!)}()`;
  const who = isModule ? "the module" : count(rows.length, `call of ${name}`, `calls of ${name}`);
  return {
    rule: "never-settled",
    // A module that waits for ever ends the process with code 13.
    severity: isModule ? "error" : "warning",
    message: `What "${sites[site]!.text}" waits for never came: ${who} still waited when ${lives(model, rows)} ended.`,
    site,
    tasks: rows.map((row) => awaits.task[row]!),
    awaits: rows,
    savingMs: 0,
  };
}

function lives(model: Model, rows: readonly number[]): string {
  const threads = new Set(rows.map((row) => model.tasks.thread[model.awaits.task[row]!]!));
  return threads.size > 1 ? "their threads" : `the ${lifeWord(model, [...threads][0]!)}`;
}
