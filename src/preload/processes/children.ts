/**
 * Child processes are traced too, although the environment they inherit says nothing of it: whatever starts a process
 * gets the launch added to the child's environment. All asynchronous ways end in `ChildProcess.prototype.spawn`;
 * the synchronous ones have no such door and are replaced one by one. With the launch goes the number of the event that
 * says who started the process, which also tells it through a shell.
 */
import { StartedKind } from "../../format/spec.ts";
import { guard } from "../../runtime/faults.ts";
import type { Recorder } from "../../runtime/recorder.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import { applyWithRoom } from "../disguise/stack-room.ts";
import { IpcMessages } from "./ipc-messages.ts";
import type { Launch } from "./launch-environment.ts";
import { environmentForChild } from "./launch-environment.ts";
import { isPlainData } from "./plain-data.ts";
import type { LinkRecorder } from "./port-counter.ts";

type Environment = Record<string, string | undefined>;
type ChildProcessModule = typeof import("node:child_process");

/** Built-in modules whose users may start a process; only then is `node:child_process` loaded (2 ms). */
export const STARTS_PROCESSES: ReadonlySet<string> = new Set([
  "child_process",
  "cluster",
  "test",
  "test/reporters",
  "repl",
]);

interface SpawnOptions {
  args?: unknown[];
  envPairs?: string[];
}

export interface ChildTracing {
  readonly launch: Launch;
  readonly recorder: LinkRecorder & Pick<Recorder, "addLoss">;
  readonly texts: FunctionTexts;
}

export function traceChildren(childProcess: ChildProcessModule, { launch, recorder, texts }: ChildTracing): void {
  const { ChildProcess } = childProcess;
  const ipc = new IpcMessages(recorder, texts);
  ipc.traceChildren(ChildProcess.prototype);
  const prepare = () => {
    const startedBy = recorder.started(StartedKind.Process);
    return { startedBy, forChild: (env: Environment) => environmentForChild(env, launch, startedBy) };
  };

  replace(ChildProcess.prototype, "spawn", texts, (native) => ({
    spawn(this: unknown, options: SpawnOptions) {
      guard(() => listCommand(options, recorder), undefined);
      const prepared = guard(prepare, null);
      if (prepared === null) return applyWithRoom(native, this, [options]);
      const { startedBy, forChild } = prepared;
      const result = applyWithRoom(native, this, [guard(() => withPairs(options, forChild), options)]);
      guard(() => ipc.traceChild(this as object, startedBy.number), undefined);
      return result;
    },
  }));
  for (const name of ["spawnSync", "execSync", "execFileSync"] as const) {
    replace(childProcess, name, texts, (native) => ({
      [name](this: unknown, ...args: unknown[]) {
        return applyWithRoom(
          native,
          this,
          guard(() => withOptions(name, args, prepare().forChild), args),
        );
      },
    }));
  }
}

/** `process.execve` replaces this process: the one after it is traced as a child would be. */
export function traceSuccessor(launch: Launch, texts: FunctionTexts, beforeEnd: () => void): void {
  if (typeof Reflect.get(process, "execve") !== "function") return;
  replace(process, "execve", texts, (native) => ({
    execve(this: unknown, file: unknown, args: unknown, env: unknown = process.env) {
      const passed = guard(() => (isObject(env) ? environmentForChild(env as Environment, launch, null) : env), env);
      guard(beforeEnd, undefined);
      return applyWithRoom(native, this, [file, args, passed]);
    },
  }));
}

/** A shell that sets the variable starts a Node without us. */
const SETS_OPTIONS = /(?:^|[;&|(]|\b(?:env|export))\s*NODE_OPTIONS=/;

function listCommand(options: SpawnOptions, recorder: ChildTracing["recorder"]): void {
  if (!isObject(options) || !Array.isArray(options.args)) return;
  if (options.args.some((arg) => typeof arg === "string" && SETS_OPTIONS.test(arg)))
    recorder.addLoss("[NODE_OPTIONS]", "A command sets NODE_OPTIONS anew: what it starts then is not traced");
}

function withPairs(options: SpawnOptions, forChild: (env: Environment) => Environment): SpawnOptions {
  if (!isObject(options) || (options.envPairs !== undefined && !Array.isArray(options.envPairs))) return options;
  const env = options.envPairs === undefined ? { ...process.env } : fromPairs(options.envPairs);
  return { ...options, envPairs: Object.entries(forChild(env)).map(([key, value]) => `${key}=${value}`) };
}

/** As the operating system reads them: of two pairs with one key the first counts. */
function fromPairs(pairs: readonly string[]): Environment {
  const env: Environment = Object.create(null);
  for (const pair of pairs) {
    const at = pair.indexOf("=", 1);
    const key = pair.slice(0, at);
    if (!(key in env)) env[key] = pair.slice(at + 1);
  }
  return env;
}

/** `spawnSync(file, args?, options?)`, `execFileSync` alike, `execSync(command, options?)`. */
function withOptions(name: string, args: readonly unknown[], forChild: (env: Environment) => Environment): unknown[] {
  const at = name !== "execSync" && (Array.isArray(args[1]) || (args[1] == null && args.length > 2)) ? 2 : 1;
  const options = args[at];
  if (options != null && !(isObject(options) && isPlainData(options))) return [...args];
  const env = (options as { env?: Environment } | undefined)?.env ?? process.env;
  const changed = [...args];
  if (at === 2 && args.length === 1) changed[1] = undefined;
  changed[at] = { ...(options as object), env: forChild({ ...env }) };
  return changed;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
