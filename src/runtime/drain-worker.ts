/** Starts the drain worker so that the program does not notice it. */
import type { Worker } from "node:worker_threads";
import { node } from "./intrinsics.ts";
import { ownWorker } from "./own-worker.ts";

/** Enough for the encoder and what Node itself loads; what the worker cannot have, the program keeps. */
const LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 };

/**
 * Returns its number among the threads of the process, or 0 where no worker may start (the permission model, a limit of
 * threads). `onFailure` runs when the worker stops later on.
 */
export function startDrainWorker(script: string, pool: SharedArrayBuffer, onFailure: () => void): number {
  try {
    const worker = unannounced(
      () =>
        new node.Worker(script, {
          workerData: pool,
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
        }),
    );
    worker.on("error", onFailure);
    worker.unref();
    return worker.threadId;
  } catch {
    return 0;
  }
}

/**
 * Node announces a worker in a tick that emits `worker` on `process`. The program would hear of ours, and with a tick
 * in the queue its first microtasks would run inside Node's tick loop: one more frame in every stack taken there.
 */
function unannounced(make: () => Worker): Worker {
  const { nextTick } = process;
  process.nextTick = () => {};
  ownWorker.isBeingMade = true;
  try {
    return make();
  } finally {
    ownWorker.isBeingMade = false;
    process.nextTick = nextTick;
  }
}
