/**
 * How a launch reaches this thread, and how it goes on to children and workers. A process gets it in two environment
 * variables; both are taken out of `process.env` before the program looks, and put back for the processes it starts
 * ({@link ./children.ts}). A worker gets it through Node's own environment data, which only a reader of its key sees.
 */
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../protocol/launch.ts";
import { addRequire, removeRequire } from "../protocol/node-options.ts";

export interface Launch {
  readonly options: LaunchOptions;
  /** The variable's text as it came. */
  readonly text: string;
  /** Absolute path of this bundle. */
  readonly preload: string;
}

type Environment = Record<string, string | undefined>;

/** Null when this thread is not to be traced. */
export function takeLaunch(env: Environment, preload: string): Launch | null {
  const inherited = getEnvironmentData(LAUNCH_VARIABLE);
  const text = typeof inherited === "string" ? inherited : env[LAUNCH_VARIABLE];
  if (text === undefined || text === "") return null;
  const options = parse(text);
  if (options === null) return null;
  hide(env, preload);
  setEnvironmentData(LAUNCH_VARIABLE, text);
  return { options, text, preload };
}

function parse(text: string): LaunchOptions | null {
  try {
    const options = JSON.parse(text) as LaunchOptions;
    return typeof options.trace === "string" && options.trace !== "" ? options : null;
  } catch {
    return null;
  }
}

function hide(env: Environment, preload: string): void {
  delete env[LAUNCH_VARIABLE];
  const nodeOptions = removeRequire(env.NODE_OPTIONS, preload);
  if (nodeOptions === "") delete env.NODE_OPTIONS;
  else env.NODE_OPTIONS = nodeOptions;
}

/** What a child process needs to be traced too. A program that sets the variable itself, empty, switches it off. */
export function environmentForChild(env: Environment, launch: Launch): Environment {
  if (env[LAUNCH_VARIABLE] !== undefined) return env;
  return {
    ...env,
    NODE_OPTIONS: addRequire(env.NODE_OPTIONS, launch.preload),
    [LAUNCH_VARIABLE]: launch.text,
  };
}
