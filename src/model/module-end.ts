/**
 * How a module ended that its thread left open. Around a module there is no probe that could see it throw, by itself or at one of its
 * own awaits, so one that threw may look like one that still waits: what it waited for, and the thread's exit code, tell more.
 */
import { type EndRecord, Outcome, SiteKind } from "../format/spec.ts";
import type { Sites } from "./sites.ts";
import type { Tables } from "./tables.ts";
import { OnKind } from "./types.ts";

/** Node's exit code where a top-level await never settled. */
const NEVER_SETTLED = 13;

export interface LeftOpen {
  readonly task: number;
  /** Its thread's word. */
  readonly end: EndRecord;
  /** The file that the thread runs. */
  readonly entry: string;
  /** When what an await waits on was rejected, milliseconds from the trace's start; NaN where it was not, or nobody knows. */
  readonly rejectedMs: (await_: number) => number;
}

export interface ModuleEnd {
  readonly outcome: typeof Outcome.Rejected | typeof Outcome.Unknown;
  /** Of an unknown one when it was last known to run, or to begin its wait. */
  readonly atMs: number;
}

/** Null for a module that is pending, and for what is no module. */
export function moduleEnd(tables: Tables, sites: Sites, { task, end, entry, rejectedMs }: LeftOpen): ModuleEnd | null {
  const { tasks, awaits } = tables;
  const site = sites.all[tasks.site[task]!]!;
  if (site.kind !== SiteKind.Module) return null;
  const last = tasks.lastAwait[task]!;
  const waits = last >= 0 && awaits.outcome[last] === Outcome.Pending;
  if (waits && sites.all[awaits.site[last]!]!.kind === SiteKind.Await) {
    const atMs = rejectedMs(last);
    if (!Number.isNaN(atMs)) return { outcome: Outcome.Rejected, atMs: Math.max(awaits.startMs[last]!, atMs) };
  }
  const { ending, exitCode } = end;
  if (ending !== undefined || exitCode === NEVER_SETTLED || (exitCode === 0 && site.file === entry)) return null;
  if (waits && isPending(tables, awaits.onKind[last] as OnKind, awaits.on[last]!)) return null;
  const atMs = last < 0 ? tasks.startMs[task]! : waits ? awaits.startMs[last]! : awaits.endMs[last]!;
  return { outcome: Outcome.Unknown, atMs };
}

/** A task that has not ended, or a group of nothing else. */
function isPending({ tasks, groups }: Tables, kind: OnKind, row: number): boolean {
  if (kind === OnKind.Task) return tasks.isOpen(row);
  if (kind !== OnKind.Group) return false;
  const first = groups.memberStart[row]!;
  const count = groups.memberCount[row]!;
  for (let at = first; at < first + count; at++) {
    if (groups.memberKind[at] !== OnKind.Task || !tasks.isOpen(groups.member[at]!)) return false;
  }
  return count > 0;
}
