/**
 * Worker threads load the preload because they inherit this process's options. One that is given an environment or
 * arguments of its own inherits nothing: there the preload is added to its NODE_OPTIONS, which the worker's preload
 * takes out again.
 *
 * A worker that is terminated, or runs out of memory, runs no more code of its own: its end is noticed here, where Node
 * tells the thread that made it.
 */
import workerThreads, { SHARE_ENV, type Worker } from "node:worker_threads";
import { addRequire } from "../protocol/node-options.ts";
import type { Recorder } from "../runtime/recorder.ts";
import type { FunctionTexts } from "./function-text.ts";

interface WorkerOptions {
  env?: unknown;
  execArgv?: unknown;
}

export interface TraceWorkersOptions {
  readonly preload: string;
  /** Our own worker's script, which must not be traced. */
  readonly own: string;
  readonly texts: FunctionTexts;
  readonly recorder: Pick<Recorder, "expectEvents" | "endWorker">;
}

export function traceWorkers({ preload, own, texts, recorder }: TraceWorkersOptions): void {
  const native = workerThreads.Worker;
  const traced = new Proxy(native, {
    construct(target, args: [unknown, WorkerOptions?], newTarget) {
      if (args[0] === own) return Reflect.construct(target, args, newTarget) as object;
      recorder.expectEvents();
      const worker = Reflect.construct(target, withPreload(args, preload), newTarget) as Worker;
      watchEnd(worker, recorder);
      return worker;
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

interface WorkerHandle {
  onexit?: (this: unknown, ...args: unknown[]) => unknown;
}

/** A listener would show in the worker's `listenerCount`; its handle is Node's own, and calls this one function. */
function watchEnd(worker: Worker, recorder: TraceWorkersOptions["recorder"]): void {
  const { threadId } = worker;
  const key = Object.getOwnPropertySymbols(worker).find(({ description }) => description === "kHandle");
  const handle = key && (worker as unknown as Record<symbol, WorkerHandle | null>)[key];
  const native = handle?.onexit;
  if (typeof native !== "function") return;
  handle!.onexit = function (this: unknown, ...args: unknown[]) {
    const [code, error] = args;
    recorder.endWorker(threadId, Number(code), error === "ERR_WORKER_OUT_OF_MEMORY" ? "out of memory" : "terminated");
    return Reflect.apply(native, this, args);
  };
}
