/**
 * Worker threads load the preload because they inherit this process's options. One that is given an environment or
 * arguments of its own inherits nothing: there the preload is added to its NODE_OPTIONS, which the worker's preload
 * takes out again.
 */
import workerThreads, { SHARE_ENV } from "node:worker_threads";
import { addRequire } from "../protocol/node-options.ts";
import type { FunctionTexts } from "./function-text.ts";

interface WorkerOptions {
  env?: unknown;
  execArgv?: unknown;
}

/** `own`: our own worker's script, which must not be traced. */
export function traceWorkers(preload: string, own: string, texts: FunctionTexts): void {
  const native = workerThreads.Worker;
  const traced = new Proxy(native, {
    construct(target, args: [unknown, WorkerOptions?], newTarget) {
      return Reflect.construct(target, args[0] === own ? args : withPreload(args, preload), newTarget) as object;
    },
  });
  texts.disguise(traced, native);
  native.prototype.constructor = traced;
  workerThreads.Worker = traced;
}

function withPreload(args: [unknown, WorkerOptions?], preload: string): unknown[] {
  const options = args[1];
  if (typeof options !== "object" || options === null) return args;
  const { env, execArgv } = options;
  if (env === SHARE_ENV || (typeof env !== "object" && !Array.isArray(execArgv))) return args;
  const own = (env ?? process.env) as Record<string, string | undefined>;
  return [args[0], { ...options, env: { ...own, NODE_OPTIONS: addRequire(own.NODE_OPTIONS, preload) } }];
}
