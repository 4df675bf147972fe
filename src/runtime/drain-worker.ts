/** Starts the drain worker so that the program does not notice it. */
import type { Worker } from "node:worker_threads";
import { node } from "./intrinsics.ts";
import { ownWorker } from "./own-worker.ts";
import { handleOf, type WorkerHandle } from "./thread-ids.ts";

/** Enough for the encoder and what Node itself loads; what the worker cannot have, the program keeps. */
const LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 };

/**
 * Returns Node's side of it, or null where no worker may start (the permission model, a limit of threads). `onFailure` runs when
 * the worker stops later on.
 */
export function startDrainWorker(script: string, pool: SharedArrayBuffer, onFailure: () => void): WorkerHandle | null {
  try {
    const worker = unannounced(
      () =>
        new (ownClass())(script, {
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
    return handleOf(worker);
  } catch {
    return null;
  }
}

/** What Node calls the worker where it keeps account of those that messages can be sent to: a number that no program sends to. */
const NOBODY = -0.125;

function ownClass(): typeof Worker {
  class Drain extends node.Worker {}
  Object.defineProperty(Drain.prototype, "threadId", { value: NOBODY });
  return Drain;
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
