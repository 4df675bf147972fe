/** Starts the drain worker so that the program does not notice it. */
import { Worker } from "node:worker_threads";
import type { DrainOptions, PostedRecord } from "./drainer.ts";

/** Enough for the encoder and what Node itself loads; what the worker cannot have, the program keeps. */
const LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 };

export interface DrainWorker {
  post(posting: PostedRecord): void;
  /** What the runtime reports as the origin of the worker's callbacks on this thread. */
  readonly resources: readonly object[];
}

/**
 * Returns null where no worker may start (the permission model, a limit of threads). `onFailure` runs when the
 * worker stops later on.
 */
export function startDrainWorker(script: string, options: DrainOptions, onFailure: () => void): DrainWorker | null {
  try {
    const worker = new Worker(script, {
      workerData: options,
      // Nothing of the program's own settings, so that the worker is not traced itself.
      execArgv: [],
      env: {},
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      name: "awaitscope",
      resourceLimits: LIMITS,
      trackUnmanagedFds: false,
    });
    worker.on("error", onFailure);
    worker.unref();
    return { post: (posting) => worker.postMessage(posting), resources: ownObjects(worker) };
  } catch {
    return null;
  }
}

function ownObjects(holder: object): object[] {
  const values = Reflect.ownKeys(holder).map((key) => Reflect.get(holder, key) as unknown);
  return values.filter((value) => typeof value === "object" && value !== null) as object[];
}
