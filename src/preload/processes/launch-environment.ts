/**
 * How a launch reaches this thread, and how it goes on to children and workers. A process gets it in two environment
 * variables; both are taken out of `process.env` before the program looks, and put back for the processes it starts
 * ({@link ./children.ts}). A worker gets it through Node's own environment data, which only a reader of its key sees.
 */
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import type { SiteRecord, StarterRecord } from "../../format/spec.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../protocol/launch.ts";
import { addRequire, removeRequire } from "../../protocol/node-options.ts";

export interface Launch {
  readonly options: LaunchOptions;
  /** The variable's text as it came. */
  readonly text: string;
  /** Absolute path of this bundle. */
  readonly preload: string;
  /** What started this process or worker, where that is traced. */
  readonly startedBy: StarterRecord | null;
  /** Null in a process's main thread. */
  readonly worker: WorkerLaunch | null;
}

/** What a worker gets of whoever starts it. */
export interface WorkerLaunch {
  readonly text: string;
  readonly startedBy: StarterRecord;
  /** Its file, absolute; empty where it has none. It cannot see that itself while the preload runs. */
  readonly file: string;
  /** Number of the channel to its parent. */
  readonly channel: number;
  /** {@link Ports.memory} of the process. */
  readonly ports: SharedArrayBuffer;
  /** How many ports its data hold that notes were left of. */
  readonly passed: number;
  /** The code it is given as text instead of a file, as it runs; or why it runs as it is. */
  readonly code: WorkerCode | { readonly reason: string } | null;
}

export interface WorkerCode {
  readonly code: string;
  readonly source: string;
  readonly name: string;
  readonly sites: readonly SiteRecord[];
}

type Environment = Record<string, string | undefined>;

/** Null when this thread is not to be traced. The program does not see it any more. */
export function takeLaunch(env: Environment, preload: string): Launch | null {
  const launch = readLaunch(env, preload);
  // Without the variable somebody who chooses what goes on to a child, as turbo does, has left only a part of the launch.
  if (launch !== null || env[LAUNCH_VARIABLE] === undefined) hide(env, preload);
  if (launch === null) return null;
  setEnvironmentData(LAUNCH_VARIABLE, undefined as never);
  return launch;
}

/** The same, and everything stays where it is. */
export function readLaunch(env: Environment, preload: string): Launch | null {
  const worker = inheritedLaunch();
  const text = worker?.text ?? env[LAUNCH_VARIABLE];
  if (text === undefined || text === "") return null;
  const options = parse(text);
  if (options === null) return null;
  return { options, text, preload, worker, startedBy: worker?.startedBy ?? options.startedBy ?? null };
}

function inheritedLaunch(): WorkerLaunch | null {
  const data = getEnvironmentData(LAUNCH_VARIABLE) as unknown;
  return typeof data === "object" && data !== null && "startedBy" in data ? (data as WorkerLaunch) : null;
}

/** Runs `make`, and what workers it makes are launched so. */
export function launchingWorker<T>(worker: WorkerLaunch, make: () => T): T {
  giveToWorkers(LAUNCH_VARIABLE, worker as never);
  try {
    return make();
  } finally {
    giveToWorkers(LAUNCH_VARIABLE, undefined as never);
  }
}

const giveToWorkers = setEnvironmentData;

function parse(text: string): LaunchOptions | null {
  try {
    const options = JSON.parse(text) as LaunchOptions;
    return typeof options.trace === "string" && options.trace !== "" ? options : null;
  } catch {
    return null;
  }
}

/** Takes the launch out of a process's own environment. */
export function hide(env: Environment, preload: string): void {
  delete env[LAUNCH_VARIABLE];
  const nodeOptions = removeRequire(env.NODE_OPTIONS, preload);
  if (nodeOptions === undefined) delete env.NODE_OPTIONS;
  else env.NODE_OPTIONS = nodeOptions;
}

/** What a child process needs to be traced too. A program that sets the variable itself, empty, switches it off. */
export function environmentForChild(env: Environment, launch: Launch, startedBy: StarterRecord | null): Environment {
  if (env[LAUNCH_VARIABLE] !== undefined) return env;
  const text = startedBy === null ? launch.text : JSON.stringify({ ...launch.options, startedBy });
  return {
    ...env,
    NODE_OPTIONS: addRequire(env.NODE_OPTIONS, launch.preload),
    [LAUNCH_VARIABLE]: text,
  };
}
