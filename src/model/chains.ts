import { GroupKind, Outcome } from "../format/spec.ts";
import { type Resource, resourceOfAwait } from "./resource.ts";
import { type Model, OnKind } from "./types.ts";

/** Chains are cut here; only recursion makes longer ones. */
const LONGEST_CHAIN = 1000;
/** Groups inside groups that are looked into. */
const DEEPEST_GROUP = 20;

/**
 * For each task the await that waits on it, directly or through a group; the latest where several do, -1 for none.
 * From the last await to the first, so that no group has to be looked into twice.
 */
export function awaitersOf(model: Model): Int32Array {
  const { awaits, groups, tasks } = model;
  const awaiter = new Int32Array(tasks.length).fill(-1);
  const isDone = new Uint8Array(groups.length);
  const todo: number[] = [];
  const visit = (kind: number, row: number, by: number): void => {
    if (kind === OnKind.Task && awaiter[row]! < 0) awaiter[row] = by;
    if (kind === OnKind.Group && isDone[row] === 0) {
      isDone[row] = 1;
      todo.push(row);
    }
  };
  for (let by = awaits.length - 1; by >= 0; by--) {
    visit(awaits.onKind[by]!, awaits.on[by]!, by);
    for (let group = todo.pop(); group !== undefined; group = todo.pop()) {
      const from = groups.memberStart[group]!;
      for (let at = from; at < from + groups.memberCount[group]!; at++) {
        visit(groups.memberKind[at]!, groups.member[at]!, by);
      }
    }
  }
  return awaiter;
}

/** A task above another in {@link chainAbove}. */
export interface ChainAbove {
  readonly task: number;
  /** Its await that waits on the task below; -1 where it only called that one and does not wait for it. */
  readonly await: number;
}

/** Who waits on a task: its awaiting task, that one's, and so on up to a root. Where nobody waits, the caller stands. */
export function chainAbove(model: Model, task: number, awaiters: Int32Array): ChainAbove[] {
  const { tasks, awaits } = model;
  const chain: ChainAbove[] = [];
  const seen = new Set([task]);
  let below = task;
  while (chain.length < LONGEST_CHAIN) {
    const by = awaiters[below] ?? -1;
    const above = by >= 0 ? awaits.task[by]! : tasks.parent[below]!;
    if (above < 0 || seen.has(above)) break;
    seen.add(above);
    chain.push({ task: above, await: by });
    below = above;
  }
  return chain;
}

/** A step of {@link chainBelow}: what was waited on, and how that went on. */
export interface ChainBelow {
  readonly kind: OnKind;
  /** Row in the table of `kind`, -1 for a value or unknown. */
  readonly row: number;
  /** For a task the await in which it spent its end, -1 for none; the next step is what that one waits on. */
  readonly await: number;
  /** On the last step, where a turn tells: what ended the wait. */
  readonly resource: Resource | null;
}

/**
 * What an await waited for, down to the resource: the task it waits on, the last wait of that task, and so on; of a
 * group the member that decided it. Ends at a future, a value, what is unknown, or a task that did not wait itself.
 */
export function chainBelow(model: Model, await_: number): ChainBelow[] {
  const { awaits, tasks } = model;
  const chain: ChainBelow[] = [];
  const seen = new Set<string>();
  let kind = awaits.onKind[await_] as OnKind;
  let row = awaits.on[await_]!;
  while (chain.length < LONGEST_CHAIN && !seen.has(`${kind}:${row}`)) {
    seen.add(`${kind}:${row}`);
    const lastAwait = kind === OnKind.Task ? tasks.lastAwait[row]! : -1;
    const member = kind === OnKind.Group ? decidingMember(model, row) : -1;
    const isLast = lastAwait < 0 && member < 0;
    chain.push({ kind, row, await: lastAwait, resource: isLast ? resourceOfAwait(model, await_) : null });
    if (isLast) break;
    const { memberKind, member: members } = model.groups;
    kind = (lastAwait >= 0 ? awaits.onKind[lastAwait] : memberKind[member]) as OnKind;
    row = lastAwait >= 0 ? awaits.on[lastAwait]! : members[member]!;
  }
  return chain;
}

/**
 * The entry (of `memberKind` and `member`) of the member that settled a group or, while it has not settled, of one
 * that it still waits for; -1 where that is not known.
 */
export function decidingMember(model: Model, group: number): number {
  return deciding(model, group, { depth: 0, ends: new Map() });
}

/** Groups share members: each one's end is looked for once. */
interface Search {
  readonly depth: number;
  readonly ends: Map<number, MemberEnd>;
}

function deciding(model: Model, group: number, search: Search): number {
  const { memberStart, memberCount, kind } = model.groups;
  const from = memberStart[group]!;
  let settler = -1;
  let settledMs = Number.POSITIVE_INFINITY;
  let slowest = -1;
  let slowestMs = Number.NEGATIVE_INFINITY;
  for (let at = from; at < from + memberCount[group]!; at++) {
    const { outcome, endMs } = memberEnd(model, at, search);
    if (outcome === Outcome.Unknown) continue;
    if (settlesAlone(kind[group] as GroupKind, outcome) && endMs < settledMs) {
      settler = at;
      settledMs = endMs;
    }
    if (endMs > slowestMs) {
      slowest = at;
      slowestMs = endMs;
    }
  }
  return settler >= 0 ? settler : slowest;
}

/** Whether one member that ended so settles the group, whatever the others do. */
function settlesAlone(kind: GroupKind, outcome: Outcome): boolean {
  if (outcome === Outcome.Pending) return false;
  switch (kind) {
    case GroupKind.All:
      return outcome === Outcome.Rejected;
    case GroupKind.AllSettled:
      return false;
    case GroupKind.Race:
      return true;
    case GroupKind.Any:
      return outcome === Outcome.Fulfilled;
  }
}

interface MemberEnd {
  readonly outcome: Outcome;
  /** Infinity while it has not ended. */
  readonly endMs: number;
}

const NOT_KNOWN: MemberEnd = { outcome: Outcome.Unknown, endMs: Number.NaN };

function memberEnd(model: Model, at: number, search: Search): MemberEnd {
  const { groups, tasks, futures } = model;
  const row = groups.member[at]!;
  switch (groups.memberKind[at]) {
    case OnKind.Task:
      return endOf(tasks.outcome[row]!, tasks.endMs[row]!);
    case OnKind.Future:
      return endOf(futures.outcome[row]!, futures.endMs[row]!);
    case OnKind.Group:
      return groupEnd(model, row, { depth: search.depth + 1, ends: search.ends });
    default:
      return NOT_KNOWN;
  }
}

function groupEnd(model: Model, group: number, search: Search): MemberEnd {
  const known = search.ends.get(group);
  if (known !== undefined) return known;
  const decided = search.depth > DEEPEST_GROUP ? -1 : deciding(model, group, search);
  const end = decided < 0 ? NOT_KNOWN : memberEnd(model, decided, search);
  search.ends.set(group, end);
  return end;
}

function endOf(outcome: number, endMs: number): MemberEnd {
  const isOpen = outcome === Outcome.Pending;
  return { outcome: outcome as Outcome, endMs: isOpen ? Number.POSITIVE_INFINITY : endMs };
}
