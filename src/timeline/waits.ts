import { GroupKind } from "../format/spec.ts";
import { type Model, OnKind } from "../model/types.ts";
import { durationMs } from "./executions.ts";

/** Rows of a group's members, and of the chain above a task, that are told; more are counted. */
const TOLD = 12;
const CHAIN = 24;

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
  /** "loadUser()", "Promise.all of 38", "a promise", "a plain value". */
  readonly text: string;
  /** What finally ended the wait, such as "timer"; empty when unknown. */
  readonly resource: string;
  readonly tasks: readonly TaskLink[];
  /** Members that are not told. */
  readonly more: number;
  /** When what it waited for settled; NaN when that is not known. */
  readonly settledMs: number;
}

const GROUP_NAMES: Record<GroupKind, string> = {
  [GroupKind.All]: "Promise.all",
  [GroupKind.AllSettled]: "Promise.allSettled",
  [GroupKind.Race]: "Promise.race",
  [GroupKind.Any]: "Promise.any",
};

/** `name` of a task: that of its function, as it is called. */
export function taskName(model: Model, task: number): string {
  return model.sites[model.tasks.site[task]!]?.text || "(anonymous)";
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
  const { awaits, tasks, futures } = model;
  const on = awaits.on[row]!;
  const base = { resource: resourceOf(model, row), tasks: [], more: 0, settledMs: Number.NaN };
  switch (awaits.onKind[row]) {
    case OnKind.Value:
      return { ...base, kind: "value", text: "a plain value" };
    case OnKind.Task:
      return {
        ...base,
        kind: "task",
        text: taskName(model, on),
        tasks: [taskLink(model, on)],
        settledMs: tasks.endMs[on]!,
      };
    case OnKind.Group:
      return { ...base, ...group(model, on) };
    case OnKind.Future:
      return { ...base, kind: "future", text: "a promise", settledMs: futures.endMs[on] ?? Number.NaN };
    default:
      return { ...base, kind: "unknown", text: "not known" };
  }
}

function group(model: Model, on: number): Pick<WaitsFor, "kind" | "text" | "tasks" | "more"> {
  const { groups } = model;
  const from = groups.memberStart[on]!;
  const count = groups.memberCount[on]!;
  const members: TaskLink[] = [];
  for (let at = from; at < from + count; at++) {
    if (groups.memberKind[at] === OnKind.Task) members.push(taskLink(model, groups.member[at]!));
  }
  const rank = (link: TaskLink) => (Number.isNaN(link.ms) ? Number.POSITIVE_INFINITY : link.ms);
  members.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) > rank(a) ? 1 : -1));
  const name = GROUP_NAMES[groups.kind[on] as GroupKind] ?? "a group";
  return {
    kind: "group",
    text: `${name} of ${count}`,
    tasks: members.slice(0, TOLD),
    more: count - Math.min(members.length, TOLD),
  };
}

/** Types of Node's turns and what people call them. */
const RESOURCES: readonly (readonly [RegExp, string])[] = [
  [/^Timeout$|^Timer/, "timer"],
  [/^Immediate$/, "immediate"],
  [/^FS|^FILEHANDLE|^StatWatcher/i, "file"],
  [/^(TCP|TLS|PIPE|UDP|HTTP|Socket|Shutdown|Write|Http2|QUIC)/i, "socket"],
  [/^(GetAddrInfo|GetNameInfo|Query|Cares|DNS)/i, "DNS"],
  [/^(Process|ChildProcess)/i, "child process"],
  [/^(Worker|MessagePort|Message)/i, "message"],
  [/^(Zlib|Brotli|Zstd)/i, "compression"],
  [/^(Crypto|.*(Job|Request)$|Random|PBKDF2|SCRYPT)/i, "background work"],
  [/^Signal/i, "signal"],
];

/** What a turn of the event loop came from, in a word: "timer", "socket"; the runtime's own name when it has none. */
export function turnName(type: string): string {
  return RESOURCES.find(([pattern]) => pattern.test(type))?.[1] ?? type;
}

function resourceOf(model: Model, row: number): string {
  const turn = model.awaits.turn[row]!;
  if (turn < 0) return "";
  return turnName(model.names[model.turns.type[turn]!] ?? "");
}

/** For each task the await that waits for it, directly or through a group; -1 for none. */
export function awaiters(model: Model): Int32Array {
  const { awaits, groups, tasks } = model;
  const awaiter = new Int32Array(tasks.length).fill(-1);
  for (let row = 0; row < awaits.length; row++) {
    const on = awaits.on[row]!;
    if (awaits.onKind[row] === OnKind.Task) awaiter[on] = row;
    else if (awaits.onKind[row] === OnKind.Group) {
      const from = groups.memberStart[on]!;
      for (let at = from; at < from + groups.memberCount[on]!; at++) {
        if (groups.memberKind[at] === OnKind.Task) awaiter[groups.member[at]!] = row;
      }
    }
  }
  return awaiter;
}

/** One step of the chain that leads to a task. */
export interface ChainLink extends TaskLink {
  /** The step below is awaited by this task; otherwise it was only called by it. */
  readonly awaits: boolean;
  /** The await of this task that the step below holds up, -1 for none. */
  readonly await: number;
}

/** The tasks that wait for this one, outermost first, and the task itself last. */
export function chainTo(model: Model, task: number, awaiter: Int32Array): ChainLink[] {
  const chain: ChainLink[] = [{ ...taskLink(model, task), awaits: false, await: -1 }];
  const seen = new Set([task]);
  let below = task;
  while (chain.length < CHAIN) {
    const by = awaiter[below] ?? -1;
    const above = by >= 0 ? model.awaits.task[by]! : model.tasks.parent[below]!;
    if (above < 0 || seen.has(above)) break;
    seen.add(above);
    chain.push({ ...taskLink(model, above), awaits: by >= 0, await: by });
    below = above;
  }
  return chain.reverse();
}
