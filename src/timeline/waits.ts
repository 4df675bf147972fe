import { awaitersOf, chainAbove, decidingMember } from "../model/chains.ts";
import { settledMs } from "../model/consumers.ts";
import { describeOn, functionName, groupLabel } from "../model/describe.ts";
import { resourceOfAwait, resourceOfTurn } from "../model/resource.ts";
import { type TimerDelay, timerOfAwait } from "../model/scheduled.ts";
import { type Model, OnKind } from "../model/types.ts";
import { durationMs } from "./executions.ts";

/** Members of a group that are told; more are counted. */
const TOLD = 12;

/** A task in a chain or among a group's members. */
export interface TaskLink {
  readonly task: number;
  readonly name: string;
  /** How long it took; NaN while it has not ended. */
  readonly ms: number;
  readonly outcome: number;
}

/** What an await waits for. */
export interface WaitsFor {
  readonly kind: "value" | "task" | "group" | "future" | "unknown";
  /** "loadUser()", "Promise.all of 38", "events.once", "promise", "plain value". */
  readonly text: string;
  /** The function of the platform whose promise it is; empty where the source does not prove one. */
  readonly calls: string;
  /** What finally ended the wait, such as "timer"; empty when unknown. */
  readonly resource: string;
  readonly tasks: readonly TaskLink[];
  /** Members that are not told. */
  readonly more: number;
  /** When what it waited for settled; NaN when that is not known. */
  readonly settledMs: number;
  /** What ended it was a timer: what that was set to, and took. */
  readonly timer: TimerDelay | null;
  /** The future it waits for, -1 for none. */
  readonly future: number;
}

/** Name of a task: that of its function. */
export function taskName(model: Model, task: number): string {
  return functionName(model, model.tasks.site[task]!);
}

/** What a turn of the event loop came from, in a word: "timer", "socket"; "tasks" where no turn was recorded. */
export function turnName(model: Model, turn: number): string {
  const name = model.names[model.turns.type[turn]!];
  return (name === undefined ? null : resourceOfTurn(name)?.label) ?? "tasks";
}

export function taskLink(model: Model, task: number): TaskLink {
  const { tasks } = model;
  return {
    task,
    name: taskName(model, task),
    ms: durationMs(tasks, task),
    outcome: tasks.outcome[task]!,
  };
}

export function waitsFor(model: Model, row: number): WaitsFor {
  const { awaits, tasks } = model;
  const on = awaits.on[row]!;
  const resource = resourceOfAwait(model, row)?.label ?? "";
  const timer = timerOfAwait(model, row);
  const { calls, label } = describeOn(model, row);
  const base = { calls, resource, tasks: [], more: 0, settledMs: Number.NaN, timer, future: -1 };
  switch (awaits.onKind[row]) {
    case OnKind.Value:
      return { ...base, kind: "value", text: "plain value" };
    case OnKind.Task:
      return {
        ...base,
        kind: "task",
        text: label,
        tasks: [taskLink(model, on)],
        settledMs: tasks.endMs[on]!,
      };
    case OnKind.Group:
      return { ...base, ...group(model, on) };
    case OnKind.Future:
      return { ...base, kind: "future", text: calls || "promise", settledMs: settledMs(model, on), future: on };
    default:
      return { ...base, kind: "unknown", text: label };
  }
}

function group(model: Model, on: number): Pick<WaitsFor, "kind" | "text" | "tasks" | "more" | "settledMs"> {
  const { groups, tasks } = model;
  const from = groups.memberStart[on]!;
  const count = groups.memberCount[on]!;
  const members: TaskLink[] = [];
  for (let at = from; at < from + count; at++) {
    if (groups.memberKind[at] === OnKind.Task) members.push(taskLink(model, groups.member[at]!));
  }
  const rank = (link: TaskLink) => (Number.isNaN(link.ms) ? Number.POSITIVE_INFINITY : link.ms);
  members.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) > rank(a) ? 1 : -1));
  const deciding = decidingMember(model, on);
  const kind = deciding < 0 ? OnKind.Unknown : groups.memberKind[deciding];
  const decided = groups.member[deciding]!;
  return {
    kind: "group",
    text: groupLabel(model, on),
    tasks: members.slice(0, TOLD),
    more: count - Math.min(members.length, TOLD),
    settledMs:
      kind === OnKind.Task ? tasks.endMs[decided]! : kind === OnKind.Future ? settledMs(model, decided) : Number.NaN,
  };
}

/** One step of the chain that leads to a task. */
export interface ChainLink extends TaskLink {
  /** The step below is awaited by this task; otherwise it was only called by it. */
  readonly awaits: boolean;
  /** The await of this task that the step below holds up, -1 for none. */
  readonly await: number;
}

/** Steps of a chain that are shown; the outermost ones of a longer one are left out. */
const CHAIN = 24;

/** The tasks that wait for this one, outermost first, and the task itself last. */
export function chainTo(model: Model, task: number): ChainLink[] {
  const above = chainAbove(model, task, awaitersOf(model)).slice(0, CHAIN);
  const links = above.map(
    (link): ChainLink => ({ ...taskLink(model, link.task), awaits: link.await >= 0, await: link.await }),
  );
  return [...links.reverse(), { ...taskLink(model, task), awaits: false, await: -1 }];
}
