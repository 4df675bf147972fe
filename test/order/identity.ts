import { GroupKind, Outcome, SiteKind } from "../../src/format/spec.ts";
import { type Model, OnKind } from "../../src/model/types.ts";
import { GENERATOR_PREFIX } from "./generate.ts";

/**
 * What must hold of a program that ended by itself and lost nothing: no end is unknown, and whoever awaited a task
 * resumed after that task's end, with its outcome; whoever awaited a group, after the ends of all that it had to wait for.
 * Generators are left out: one of them is awaited many times.
 */
export function* identityProblems(model: Model): Generator<string> {
  const { tasks, awaits, sites, complete, losses } = model;
  if (!complete) yield "no end";
  const { droppedEvents, damagedChunks, missingChunks, uninstrumented } = losses;
  if (droppedEvents + damagedChunks + missingChunks + uninstrumented.length > 0) yield "losses";
  const describe = (task: number) => `task ${task} ${sites[tasks.site[task]!]!.text}`;
  for (let task = 0; task < tasks.length; task++) {
    if (tasks.outcome[task] === Outcome.Unknown) yield `${describe(task)} has an unknown end`;
  }
  for (let row = 0; row < awaits.length; row++) {
    const outcome = awaits.outcome[row]!;
    const { kind, line } = sites[awaits.site[row]!]!;
    if (kind !== SiteKind.Await) continue;
    const place = `the await in line ${line} of ${describe(awaits.task[row]!)}`;
    if (outcome === Outcome.Unknown) yield `${place} has an unknown outcome`;
    if (awaits.onKind[row] === OnKind.Group) {
      for (const problem of groupProblems(model, awaits.on[row]!, outcome, awaits.endMs[row]!))
        yield `${place} ${problem}`;
      continue;
    }
    const task = awaits.on[row]!;
    if (awaits.onKind[row] !== OnKind.Task || sites[tasks.site[task]!]!.text.startsWith(GENERATOR_PREFIX)) continue;
    if (outcome === Outcome.Pending) continue;
    if (tasks.outcome[task] !== outcome)
      yield `${place} ended with ${outcome}, ${describe(task)} with ${tasks.outcome[task]}`;
    if (tasks.endMs[task]! > awaits.endMs[row]!) yield `${place} ended before ${describe(task)}`;
  }
}

/** A task that returned another's promise may be pending for all we know. */
function* groupProblems({ groups, tasks, sites }: Model, group: number, outcome: number, endMs: number) {
  const kind = groups.kind[group]!;
  const needed =
    (kind === GroupKind.All && outcome === Outcome.Fulfilled) ||
    (kind === GroupKind.Any && outcome === Outcome.Rejected);
  if (!needed && !(kind === GroupKind.AllSettled && outcome !== Outcome.Pending)) return;
  const start = groups.memberStart[group]!;
  for (let at = start; at < start + groups.memberCount[group]!; at++) {
    const task = groups.member[at]!;
    if (groups.memberKind[at] !== OnKind.Task || sites[tasks.site[task]!]!.text.startsWith(GENERATOR_PREFIX)) continue;
    if (tasks.outcome[task] === Outcome.Pending) continue;
    if (needed && tasks.outcome[task] !== outcome)
      yield `ended with ${outcome}, member ${task} with ${tasks.outcome[task]}`;
    if (tasks.endMs[task]! > endMs) yield `ended before member ${task}`;
  }
}
