import { functionName } from "../model/describe.ts";
import { type BlockedTurn, type ThreadLoop, threadLoops } from "../model/loops.ts";
import { areInFirstRun, callbacksAtEnd, type Running, type RunningCallback, runningAtEnd } from "../model/running.ts";
import type { Model, ProcessInfo } from "../model/types.ts";
import { messageCounts, reportStarter } from "./report-links.ts";
import type { Places } from "./report-places.ts";
import type { ReportBlocked, ReportLoop, ReportProcess, ReportThread } from "./report-types.ts";
import { finite, rounded, turnLabel } from "./report-values.ts";

/** The processes in the order in which they started, each with its threads. */
export function reportProcesses(model: Model, places: Places): ReportProcess[] {
  const loops = threadLoops(model);
  const counts = messageCounts(model);
  const running = runningAtEnd(model);
  const callbacks = callbacksAtEnd(model);
  const first = areInFirstRun(model);
  const threads = model.threads.map((_, thread) => ({
    ...reportThread(model, thread, loops[thread]!, counts[thread]!, places),
    running: reportRunning(model, running[thread]!, places),
    runningCallback: reportCallback(model, callbacks[thread]!),
    isInFirstRun: first[thread]!,
  }));
  return inOrderOfStart(model).map((process) => reportProcess(model, process, threads, places));
}

/** A child that is quick may reach the file before the parent that started it. */
function inOrderOfStart({ processes, threads }: Model): ProcessInfo[] {
  const startNs = (process: ProcessInfo) => BigInt(threads[process.threads[0]!]?.start.anchor.monotonicNs ?? 0);
  return processes.toSorted((a, b) => Number(startNs(a) - startNs(b)));
}

function reportProcess(
  model: Model,
  process: ProcessInfo,
  reported: readonly ReportThread[],
  places: Places,
): ReportProcess {
  const mainThread = process.threads.find((thread) => model.threads[thread]!.start.thread === 0);
  const main = mainThread === undefined ? undefined : model.threads[mainThread];
  const signal = process.exit?.signal ?? null;
  return {
    pid: process.pid,
    parentPid: process.parentPid,
    command: main?.start.command ?? "",
    runtime: main?.start.runtime ?? "",
    // The launcher saw the end itself; of processes further down only their own last word is known.
    exitCode: process.exit ? process.exit.exitCode : (main?.end?.exitCode ?? null),
    signal,
    startedBy: mainThread === undefined ? null : reportStarter(model, mainThread, places),
    threads: process.threads.map((thread) => reported[thread]!),
  };
}

function reportThread(
  model: Model,
  thread: number,
  loop: ThreadLoop,
  messages: ReportThread["messages"],
  places: Places,
): Omit<ReportThread, "running" | "runningCallback" | "isInFirstRun"> {
  const { start, end } = model.threads[thread]!;
  return {
    id: start.thread,
    kind: start.threadKind,
    file: places.file(start.file),
    exitCode: end?.exitCode ?? null,
    ending: end?.ending ?? null,
    loop: reportLoop(model, loop, start.turns === "exact", places),
    startedBy: start.thread === 0 ? null : reportStarter(model, thread, places),
    messages,
  };
}

function reportRunning(model: Model, running: Running | null, places: Places): ReportThread["running"] {
  if (running === null) return null;
  const site = model.tasks.site[running.task]!;
  const { file, line } = places.at(site);
  return { function: functionName(model, site), file, line, sinceMs: rounded(running.sinceMs) };
}

function reportCallback(model: Model, running: RunningCallback | null): ReportThread["runningCallback"] {
  if (running === null) return null;
  const { turn, by, sinceMs } = running;
  const scheduledBy = by < 0 ? null : functionName(model, model.tasks.site[by]!);
  return { turn: turnLabel(model, turn) ?? "callback", scheduledBy, sinceMs: rounded(sinceMs) };
}

function reportLoop(model: Model, loop: ThreadLoop, isExact: boolean, places: Places): ReportLoop {
  return {
    turns: isExact ? loop.turns : null,
    busyMs: rounded(loop.busyMs),
    maxTurnMs: rounded(loop.maxTurnMs),
    utilization: finite(loop.utilization),
    maxLagMs: finite(loop.maxLagMs),
    blockedCount: loop.blockedCount,
    blocked: loop.blocked.map((blocked) => reportBlocked(model, blocked, places)),
  };
}

function reportBlocked(model: Model, { turn, ran }: BlockedTurn, places: Places): ReportBlocked {
  const { turns, tasks } = model;
  const msOfSite = new Map<number, number>();
  for (const { task, ms } of ran) {
    const site = tasks.site[task]!;
    msOfSite.set(site, (msOfSite.get(site) ?? 0) + ms);
  }
  const longest = [...msOfSite].sort(([, a], [, b]) => b - a).slice(0, MOST_FUNCTIONS);
  return {
    startMs: rounded(turns.startMs[turn]!),
    durationMs: rounded(turns.endMs[turn]! - turns.startMs[turn]!),
    turn: turnLabel(model, turn),
    functions: longest.map(([site, ms]) => {
      const { file, line } = places.at(site);
      return { name: functionName(model, site), file, line, ms: rounded(ms) };
    }),
  };
}

const MOST_FUNCTIONS = 5;
