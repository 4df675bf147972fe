import { GroupKind, SiteKind } from "../format/spec.ts";
import { type ResourceKind, resourceOfAwait } from "./resource.ts";
import { type Model, OnKind } from "./types.ts";

/** `on.kind` of the report's contract. */
export type OnWord = "task" | "future" | "group" | "value" | ResourceKind;

/** What an await waits on, in the words that every part of the product uses. */
export interface On {
  readonly kind: OnWord;
  /** "loadUser()", "Promise.all of 38", "timer", "events.once (socket)", "promise", "plain value", "unknown". */
  readonly label: string;
  /** The function of the platform whose promise it is, "events.once"; "" where the source does not prove one. */
  readonly calls: string;
  /** Row of the task it waits on, -1 where it waits on none. */
  readonly task: number;
  /** Rows of a group's members that are tasks. */
  readonly members: readonly number[];
}

const GROUP_NAMES: Record<GroupKind, string> = {
  [GroupKind.All]: "Promise.all",
  [GroupKind.AllSettled]: "Promise.allSettled",
  [GroupKind.Race]: "Promise.race",
  [GroupKind.Any]: "Promise.any",
};

/** The kinds of sites in the field's words, which report, dump and view share. */
export const SITE_WORDS = {
  [SiteKind.Function]: "function",
  [SiteKind.Await]: "await",
  [SiteKind.ForAwait]: "for await",
  [SiteKind.Yield]: "yield",
  [SiteKind.YieldStar]: "yield*",
  [SiteKind.AwaitUsing]: "await using",
  [SiteKind.Return]: "return",
  [SiteKind.Combinator]: "combinator",
  [SiteKind.Module]: "module",
  [SiteKind.Promise]: "promise",
} as const satisfies Record<SiteKind, string>;

const OUTSIDE: Omit<On, "kind" | "label"> = { calls: "", task: -1, members: [] };

/**
 * A future is named after the function of the platform that was called, where the source proves one, and the resource that
 * ended the wait, where a turn tells; all else by what it is.
 */
export function describeOn(model: Model, await_: number): On {
  const { awaits } = model;
  const on = awaits.on[await_]!;
  switch (awaits.onKind[await_] as OnKind) {
    case OnKind.Value:
      // What is delegated to is no promise; each of its promises is waited for in turn.
      if (model.sites[awaits.site[await_]!]!.kind === SiteKind.YieldStar)
        return { ...OUTSIDE, kind: "unknown", label: "unknown" };
      return { ...OUTSIDE, kind: "value", label: "plain value" };
    case OnKind.Task:
      return { ...OUTSIDE, kind: "task", label: `${functionName(model, model.tasks.site[on]!)}()`, task: on };
    case OnKind.Group:
      return { ...OUTSIDE, kind: "group", label: groupLabel(model, on), members: memberTasks(model, on) };
    case OnKind.Future:
      return describeFuture(model, await_);
    case OnKind.Unknown: {
      const calls = callsOf(model, await_);
      return { ...OUTSIDE, kind: "unknown", label: calls || "unknown", calls };
    }
  }
}

function callsOf({ awaits, sites }: Model, await_: number): string {
  return sites[awaits.site[await_]!]!.calls ?? "";
}

function describeFuture(model: Model, await_: number): On {
  const resource = resourceOfAwait(model, await_);
  const calls = callsOf(model, await_);
  if (resource === null) return { ...OUTSIDE, kind: "future", label: calls || "promise", calls };
  const label = calls === "" ? resource.label : `${calls} (${resource.label})`;
  return { ...OUTSIDE, kind: resource.kind === "unknown" ? "future" : resource.kind, label, calls };
}

/** "Promise.all of 3". */
export function groupLabel(model: Model, group: number): string {
  const { kind, memberCount } = model.groups;
  return `${GROUP_NAMES[kind[group] as GroupKind]} of ${memberCount[group]}`;
}

function memberTasks(model: Model, group: number): number[] {
  const { memberStart, memberCount, memberKind, member } = model.groups;
  const from = memberStart[group]!;
  const rows: number[] = [];
  for (let at = from; at < from + memberCount[group]!; at++) {
    if (memberKind[at] === OnKind.Task) rows.push(member[at]!);
  }
  return rows;
}

/** Name of a function or module site for people: "load", "(anonymous)", "(module)", "(unknown)" when it was lost. */
export function functionName(model: Model, site: number): string {
  const info = model.sites[site];
  if (info === undefined || info.file === "") return "(unknown)";
  if (info.text !== "") return info.text;
  return info.kind === SiteKind.Module ? "(module)" : "(anonymous)";
}
