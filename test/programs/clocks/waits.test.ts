/**
 * Waits are as long as the program's own clock has them. A program reads it right before and right after each of its
 * awaits: what the trace calls the wait lies between the two readings, on any machine, and fills all but 1 ms + 1 % of the
 * time between them on one that runs nothing else meanwhile.
 */
import { afterAll, expect, test } from "vitest";
import type { ReportSite } from "../../../src/export/report-types.ts";
import { Outcome, SiteKind } from "../../../src/format/spec.ts";
import type { Model } from "../../../src/model/types.ts";
import { NODE_LINES, type NodeLine } from "../programs.ts";
import { Lab, type Traced } from "../whole/run.ts";
import { leastOfEach, machineToAxis } from "./stamps.ts";
import { WAITING_PROGRAM } from "./waiting-program.ts";

const lab = new Lab();
afterAll(() => lab.remove());

/** How well the two clocks' zeros are known: a wait may seem to lie outside by so much. */
const CLOCKS_MS = 0.05;
/** No further run where all is below it. */
const GOOD_MS = 0.5;
const WAITS: readonly number[] = [SiteKind.Await, SiteKind.ForAwait, SiteKind.Yield];

/** One await by the program's own word, on the trace's axis. */
interface Noted {
  readonly name: string;
  readonly thread: number;
  readonly from: number;
  readonly to: number;
}

/** What the program says, and beside it what we say. */
interface Pair {
  readonly name: string;
  readonly task: number;
  readonly notedMs: number;
  readonly tracedMs: number;
}

const LINES = new Map(
  WAITING_PROGRAM.split("\n").flatMap((text, at) => {
    const name = /\/\/ ([\w-]+)$/.exec(text)?.[1];
    return name === undefined ? [] : [[at + 1, name] as const];
  }),
);

test.each(NODE_LINES)("waits are as long as the program's own clock has them, on Node %i", async (line) => {
  const least = await leastOfEach(5, GOOD_MS, async () => {
    const traced = await lab.traced({ file: "waits.mjs", source: WAITING_PROGRAM }, line);
    expect(traced).toMatchObject({ end: 0, stderr: "" });
    const noted = readNoted(traced);
    const pairs = pairsOf(traced.model, noted);
    expect(new Set(pairs.map(({ name }) => name))).toEqual(new Set(LINES.values()));
    return new Map([
      ...ofSingle(pairs),
      ...ofSites(traced, pairs),
      ...ofTasks(traced.model, pairs),
      ...ofBusyLoop(traced, noted, line),
    ]);
  });
  expect([...least].filter(([, ms]) => ms >= 1)).toEqual([]);
});

function readNoted({ stdout, model }: Traced): Noted[] {
  const toAxis = machineToAxis(model);
  return stdout
    .trim()
    .split("\n")
    .map((text) => {
      const [name = "", thread, from, to] = text.split(" ");
      return { name, thread: Number(thread), from: toAxis(Number(from)), to: toAxis(Number(to)) };
    });
}

/**
 * Each await of the trace with what the program noted of it. Several of one place may be open at once, so they are told
 * apart by their tasks: what lies within a noted stretch and was noted in the same place.
 */
function pairsOf(model: Model, noted: readonly Noted[]): Pair[] {
  const { awaits, tasks, sites, threads } = model;
  const left = new Map<string, Noted[]>();
  for (const each of noted.toSorted((a, b) => a.to - b.to)) {
    const key = `${each.name} ${each.thread}`;
    left.set(key, [...(left.get(key) ?? []), each]);
  }
  const pairs: Pair[] = [];
  const rows = Array.from({ length: awaits.length }, (_, row) => row).toSorted((a, b) => awaits.endMs[a]! - awaits.endMs[b]!);
  for (const row of rows) {
    const site = sites[awaits.site[row]!]!;
    const name = WAITS.includes(site.kind) ? LINES.get(site.line) : undefined;
    if (name === undefined) continue;
    // What ends first is noted first: nothing of the program runs between the end of a wait and its second reading.
    const own = left.get(`${name} ${threads[tasks.thread[awaits.task[row]!]!]!.start.thread}`)!.shift()!;
    expect(awaits.outcome[row], name).toBe(name === "rejection" ? Outcome.Rejected : Outcome.Fulfilled);
    expect(awaits.startMs[row], `${name} starts`).toBeGreaterThanOrEqual(own.from - CLOCKS_MS);
    expect(awaits.endMs[row], `${name} ends`).toBeLessThanOrEqual(own.to + CLOCKS_MS);
    const tracedMs = awaits.endMs[row]! - awaits.startMs[row]!;
    pairs.push({ name, task: awaits.task[row]!, notedMs: own.to - own.from, tracedMs });
  }
  const unseen = [...left].filter(([key, { length }]) => !key.startsWith("busy-") && length > 0);
  expect(unseen, "awaits that the trace does not have").toEqual([]);
  return pairs;
}

/** By what was compared: milliseconds of the program's own time that ours does not have, beyond 1 %. */
type Missing = [string, number];

/** Ours is never the longer one. */
function missing(what: string, notedMs: number, tracedMs: number, waits: number): Missing {
  expect(tracedMs, what).toBeLessThanOrEqual(notedMs + CLOCKS_MS * waits);
  return [what, notedMs - tracedMs - notedMs / 100];
}

function ofSingle(pairs: readonly Pair[]): Missing[] {
  return pairs.map(({ name, notedMs, tracedMs }, at) => {
    const number = pairs.slice(0, at).filter((pair) => pair.name === name).length;
    return missing(`${name} ${number}`, notedMs, tracedMs, 1);
  });
}

function ofSites({ report }: Traced, pairs: readonly Pair[]): Missing[] {
  return [...LINES].flatMap(([line, name]) => {
    const noted = pairs.filter((pair) => pair.name === name).map(({ notedMs }) => notedMs);
    const site = siteAt(report.sites, line);
    const rejected = name === "rejection" ? noted.length : 0;
    expect(site, name).toMatchObject({ count: noted.length, pending: 0, rejected });
    const middle = noted.toSorted((a, b) => a - b)[Math.ceil(noted.length / 2) - 1]!;
    return [
      missing(`p50 of ${name}`, middle, site.p50Ms!, 1),
      missing(`total of ${name}`, sum(noted), site.totalMs, noted.length),
    ];
  });
}

function siteAt(sites: readonly ReportSite[], line: number): ReportSite {
  const found = sites.filter((site) => site.line === line && site.kind !== "combinator" && site.file.endsWith("waits.mjs"));
  expect(found, `line ${line}`).toHaveLength(1);
  return found[0]!;
}

function ofTasks({ tasks }: Model, pairs: readonly Pair[]): Missing[] {
  const noted = new Map<number, number[]>();
  for (const { task, notedMs } of pairs) noted.set(task, [...(noted.get(task) ?? []), notedMs]);
  return [...noted].map(([task, all]) => missing(`task ${task}`, sum(all), tasks.waitingMs[task]!, all.length));
}

/** The part of a wait in which the loop ran something else: as long as the loops that the program spun in it. */
function ofBusyLoop({ report }: Traced, noted: readonly Noted[], line: NodeLine): Missing[] {
  // Node 22 tells no turns: of callbacks that are no async functions nothing is known there.
  const names = ["held", "twice", ...(line === 22 ? [] : ["callback"])];
  return names.map((name) => {
    const spun = sum(noted.filter((each) => each.name === `busy-${name}`).map(({ from, to }) => to - from));
    const [wait] = noted.filter((each) => each.name === name);
    const [at] = [...LINES].find(([, each]) => each === name)!;
    const { loopBusyMs } = siteAt(report.sites, at);
    // All of it, on any machine; what is more is the turn's own, or another program's.
    expect(loopBusyMs, name).toBeGreaterThanOrEqual(spun - CLOCKS_MS);
    return [`loop busy during ${name}`, loopBusyMs - spun - (wait!.to - wait!.from) / 100];
  });
}

function sum(all: readonly number[]): number {
  return all.reduce((total, each) => total + each, 0);
}
