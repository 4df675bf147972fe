/** Runs some tests in one process of Node, plain or traced through the real preload with a trace file of its own. */
import { fileURLToPath } from "node:url";
import type { Model } from "../../src/model/types.ts";
import { addRequire } from "../../src/protocol/node-options.ts";
import { modelProblems } from "../model/check-model.ts";
import { runProcess } from "../run-process.ts";
import { runTraced } from "../traced-process.ts";
import type { Run } from "./tests.ts";
import type { Result } from "./verdict.ts";

export interface Arm {
  /** Path of the Node that runs it. */
  readonly node: string;
  readonly isTraced: boolean;
}

export interface HostOptions {
  readonly checkout: string;
  /** Folder for instrumented code, shared by the processes of one conformance run. */
  readonly cache: string;
}

/** What the traces of some processes say; sums. */
export interface TraceSums {
  tasks: number;
  /** Files with sites, counted anew for every process. */
  files: number;
  awaits: number;
  lost: number;
  /** Files that ran as they are, with the reason. */
  readonly untouched: Map<string, string>;
  readonly problems: string[];
}

export function noTraces(): TraceSums {
  return { files: 0, tasks: 0, awaits: 0, lost: 0, untouched: new Map(), problems: [] };
}

const HOST = fileURLToPath(new URL("host/host.cjs", import.meta.url));
const SOURCES = fileURLToPath(new URL("host/sources.cjs", import.meta.url));
/** Nothing in test262 takes this long; a process that is silent for so long is ended. */
const SILENCE_MS = 60_000;

/** Results in the order of `runs`; null where the process ended or hung without one. */
export async function runHost(
  { node, isTraced }: Arm,
  runs: readonly Run[],
  { checkout, cache }: HostOptions,
  traces: TraceSums,
): Promise<(Result | null)[]> {
  const args = ["--expose-gc", HOST];
  const options = {
    input: JSON.stringify({ checkout, runs: runs.map(requestOf) }),
    cwd: checkout,
    env: { NODE_OPTIONS: addRequire(undefined, SOURCES) },
    silenceMs: SILENCE_MS,
  };
  if (!isTraced) return resultsIn((await runProcess(node, args, options)).stdout, runs);
  const bufferBytes = (runs.length > 1 ? 8 : 1) * 1024 * 1024;
  const launch = { root: checkout, include: [`${checkout}/test/**`], exclude: [], cache, bufferBytes };
  const { stdout, model } = await runTraced(node, args, { ...options, launch });
  if (model !== null) addTrace(traces, model, runs);
  return resultsIn(stdout, runs);
}

function requestOf({ test, mode, isAlone }: Run, id: number): object {
  const { path, flags, includes } = test;
  return { id, path, mode, isAlone, isAsync: flags.has("async"), isRaw: flags.has("raw"), includes };
}

function resultsIn(stdout: string, runs: readonly Run[]): (Result | null)[] {
  const results: (Result | null)[] = runs.map(() => null);
  for (const line of stdout.split("\n")) {
    if (line === "") continue;
    const result = JSON.parse(line) as Result;
    results[result.id] = result;
  }
  return results;
}

function addTrace(traces: TraceSums, model: Model, runs: readonly Run[]): void {
  traces.files += new Set(model.sites.map(({ file }) => file)).size;
  traces.tasks += model.tasks.length;
  traces.awaits += model.awaits.length;
  traces.lost += lostIn(model);
  for (const { file, reason } of model.losses.uninstrumented) traces.untouched.set(file, reason);
  for (const problem of modelProblems(model)) traces.problems.push(`${runs[0]!.test.path}: ${problem}`);
}

function lostIn({ losses }: Model): number {
  return losses.droppedEvents + losses.damagedChunks;
}
