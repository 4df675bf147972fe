import { Outcome } from "../../src/format/spec.ts";
import { siteStatistics } from "../../src/model/statistics.ts";
import { type Model, OnKind } from "../../src/model/types.ts";

/** Throws where something is wrong that holds for every model, however damaged its trace was. */
export function checkModel(model: Model): void {
  const problems = modelProblems(model);
  if (problems.length > 0) throw new Error(problems.slice(0, 20).join("\n"));
}

/** The same as sentences, one for each thing that is wrong. */
export function modelProblems(model: Model): string[] {
  const problems = [
    ...taskProblems(model),
    ...awaitProblems(model),
    ...groupProblems(model),
    ...turnProblems(model),
    ...linkProblems(model),
    ...futureProblems(model),
    ...causeProblems(model),
  ];
  for (const { count, totalMs, loopBusyMs } of siteStatistics(model)) {
    if (!(count > 0 && totalMs >= 0 && loopBusyMs >= 0 && loopBusyMs <= totalMs + 0.001)) problems.push("site sums");
  }
  return problems;
}

function* taskProblems({ tasks, awaits, sites, threads, turns, causes }: Model): Generator<string> {
  for (let row = 0; row < tasks.length; row++) {
    const name = `task ${row}`;
    if (!isRow(tasks.thread[row]!, threads.length)) yield `${name}: thread`;
    if (!isRow(tasks.site[row]!, sites.length)) yield `${name}: site`;
    if (!isRow(tasks.parent[row]!, tasks.length, -1)) yield `${name}: parent`;
    if (!isRow(tasks.turn[row]!, turns.length, -1)) yield `${name}: turn`;
    if (!isRow(tasks.cause[row]!, causes.length, -1)) yield `${name}: cause`;
    yield* span(name, tasks.startMs[row]!, tasks.endMs[row]!, tasks.outcome[row]!);
    if (!(tasks.runningMs[row]! >= 0 && tasks.waitingMs[row]! >= 0)) yield `${name}: sums`;
    let last = -1;
    let steps = 0;
    for (let at = tasks.firstAwait[row]!; at >= 0 && steps <= awaits.length; at = awaits.next[at]!, steps++) {
      if (awaits.task[at] !== row) yield `${name}: another task's await`;
      if (last >= 0 && awaits.startMs[at]! < awaits.endMs[last]!) yield `${name}: awaits overlap`;
      last = at;
    }
    if (last !== tasks.lastAwait[row]) yield `${name}: last await`;
  }
}

function* awaitProblems({ awaits, tasks, groups, futures, sites, turns }: Model): Generator<string> {
  const tables = { [OnKind.Task]: tasks.length, [OnKind.Group]: groups.length, [OnKind.Future]: futures.length };
  for (let row = 0; row < awaits.length; row++) {
    const name = `await ${row}`;
    if (!isRow(awaits.task[row]!, tasks.length)) yield `${name}: task`;
    if (!isRow(awaits.site[row]!, sites.length)) yield `${name}: site`;
    if (!isRow(awaits.turn[row]!, turns.length, -1)) yield `${name}: turn`;
    yield* span(name, awaits.startMs[row]!, awaits.endMs[row]!, awaits.outcome[row]!);
    const limit = (tables as Record<number, number>)[awaits.onKind[row]!];
    if (limit === undefined ? awaits.on[row] !== -1 : !isRow(awaits.on[row]!, limit)) yield `${name}: on`;
  }
}

function* groupProblems({ groups, tasks, futures }: Model): Generator<string> {
  for (let row = 0; row < groups.length; row++) {
    for (let at = groups.memberStart[row]!; at < groups.memberStart[row]! + groups.memberCount[row]!; at++) {
      const kind = groups.memberKind[at];
      const limit = kind === OnKind.Task ? tasks.length : kind === OnKind.Future ? futures.length : groups.length;
      if (!isRow(groups.member[at]!, limit, kind === OnKind.Unknown ? -1 : 0)) yield `group ${row}: member`;
    }
  }
}

function* turnProblems({ turns, tasks, names, threads }: Model): Generator<string> {
  const lastEnd = new Map<number, number>();
  for (let row = 0; row < turns.length; row++) {
    const thread = turns.thread[row]!;
    if (!isRow(thread, threads.length)) yield `turn ${row}: thread`;
    if (!isRow(turns.type[row]!, names.length, -1)) yield `turn ${row}: type`;
    if (!isRow(turns.longestTask[row]!, tasks.length, -1)) yield `turn ${row}: longest`;
    if (!(turns.endMs[row]! >= turns.startMs[row]!)) yield `turn ${row}: span`;
    if (turns.startMs[row]! < (lastEnd.get(thread) ?? 0)) yield `turn ${row}: overlaps`;
    lastEnd.set(thread, turns.endMs[row]!);
  }
}

function* linkProblems({ messages, starts, threads, tasks, turns }: Model): Generator<string> {
  for (let row = 0; row < messages.length; row++) {
    const name = `message ${row}`;
    const { fromThread, fromTask, fromTurn, sentMs, toThread, toTask, toTurn, receivedMs } = messages;
    for (const [thread, task, turn, ms] of [
      [fromThread, fromTask, fromTurn, sentMs],
      [toThread, toTask, toTurn, receivedMs],
    ] as const) {
      if (!isRow(thread[row]!, threads.length, -1)) yield `${name}: thread`;
      if (!isRow(task[row]!, tasks.length, -1)) yield `${name}: task`;
      if (!isRow(turn[row]!, turns.length, -1)) yield `${name}: turn`;
      if (Number.isNaN(ms[row]!) !== (thread[row] === -1)) yield `${name}: time`;
      if (task[row]! >= 0 && tasks.thread[task[row]!] !== thread[row]) yield `${name}: another thread's task`;
    }
    if (fromThread[row] === -1 && toThread[row] === -1) yield `${name}: nobody's`;
  }
  for (let row = 0; row < starts.length; row++) {
    if (!isRow(starts.thread[row]!, threads.length)) yield `start ${row}: thread`;
    if (!isRow(starts.task[row]!, tasks.length, -1)) yield `start ${row}: task`;
  }
  for (const { startedBy } of threads) if (!isRow(startedBy, starts.length, -1)) yield "started by";
}

function* futureProblems({ futures, tasks, groups, sites, turns }: Model): Generator<string> {
  const tables = { [OnKind.Task]: tasks.length, [OnKind.Group]: groups.length, [OnKind.Future]: futures.length };
  for (let row = 0; row < futures.length; row++) {
    const name = `future ${row}`;
    if (!isRow(futures.site[row]!, sites.length, -1)) yield `${name}: site`;
    if (!isRow(futures.turn[row]!, turns.length, -1)) yield `${name}: turn`;
    if (!isRow(futures.by[row]!, tasks.length, -1)) yield `${name}: by`;
    yield* span(name, futures.startMs[row]!, futures.endMs[row]!, futures.outcome[row]!);
    const limit = (tables as Record<number, number>)[futures.fromKind[row]!];
    if (limit === undefined ? futures.from[row] !== -1 : !isRow(futures.from[row]!, limit)) yield `${name}: from`;
  }
}

function* causeProblems({ causes, turns, tasks, names }: Model): Generator<string> {
  for (let row = 0; row < causes.length; row++) {
    const name = `cause ${row}`;
    if (!isRow(causes.turn[row]!, turns.length, -1)) yield `${name}: turn`;
    if (!isRow(causes.inTurn[row]!, turns.length, -1)) yield `${name}: in turn`;
    if (!isRow(causes.by[row]!, tasks.length, -1)) yield `${name}: by`;
    if (!isRow(causes.type[row]!, names.length, -1)) yield `${name}: type`;
    const inTurn = causes.inTurn[row]!;
    if (inTurn >= 0 && turns.startMs[inTurn]! > causes.atMs[row]!) yield `${name}: before its turn`;
  }
}

function* span(name: string, startMs: number, endMs: number, outcome: number): Generator<string> {
  if (!(startMs >= 0)) yield `${name}: start ${startMs}`;
  if (outcome === Outcome.Pending ? !Number.isNaN(endMs) : !(endMs >= startMs)) yield `${name}: end ${endMs}`;
}

function isRow(row: number, limit: number, least = 0): boolean {
  return Number.isInteger(row) && row >= least && row < limit;
}
