/**
 * Worker threads load the preload because they inherit this process's options. One that is given an environment or
 * arguments of its own inherits nothing: there the preload is added to its NODE_OPTIONS, or to its arguments where it
 * shares the environment; the worker's preload takes it out again. With it goes who started the worker, and the number
 * of the channel between the two.
 *
 * A worker that is terminated, or runs out of memory, runs no more code of its own: its end is noticed here, where Node
 * tells the thread that made it.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import workerThreads, { MessagePort, SHARE_ENV } from "node:worker_threads";
import { StartedKind } from "../../format/spec.ts";
import { addRequire } from "../../protocol/node-options.ts";
import { guard } from "../../runtime/faults.ts";
import { isProxy } from "../../runtime/intrinsics.ts";
import { readField } from "../../runtime/node-fields.ts";
import type { Recorder } from "../../runtime/recorder.ts";
import { handleOf, type ThreadIds, type WorkerHandle } from "../../runtime/thread-ids.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { standInFor } from "../disguise/replace-class.ts";
import { constructWithRoom } from "../disguise/stack-room.ts";
import { type Launch, launchingWorker, type WorkerCode, type WorkerLaunch } from "./launch-environment.ts";
import { isPlainData, plainValue } from "./plain-data.ts";
import { portsInList } from "./port-pairs.ts";
import type { PortState, Ports } from "./ports.ts";
import { portsInside } from "./ports-inside.ts";
import { showInRegistration } from "./thread-ids.ts";

const { apply } = Reflect;
/** Of ours on the stack where a worker is made, beyond the class and who calls Node's. */
const FRAMES = 4;

interface WorkerOptions {
  env?: unknown;
  execArgv?: unknown;
}

export interface WorkerTracing {
  readonly launch: Launch;
  readonly recorder: Pick<Recorder, "started" | "expectEvents" | "endWorker" | "threadIds">;
  readonly ports: Ports;
  readonly texts: FunctionTexts;
  /** Instruments code that a worker is given as text. */
  readonly instrument: (source: string) => WorkerCode | { readonly reason: string };
}

export function traceWorkers({ launch, recorder, ports, texts, instrument }: WorkerTracing): void {
  const native = workerThreads.Worker;
  const make = (args: unknown[], newTarget: object): object => {
    const prepared = guard(() => prepare(args), null);
    guard(() => {
      if (prepared === null || mayBeUntraced(args[1])) ports.broadcasts.breakAll();
    }, undefined);
    if (prepared === null) return constructWithRoom(native as never, args, newTarget, 1);
    const { worker, changed } = prepared;
    const made = construct(worker, ports, recorder.threadIds, () =>
      constructWithRoom(native as never, changed, newTarget, FRAMES),
    );
    guard(() => {
      const port = publicPort(made);
      if (port !== null) ports.know(port, worker.channel * 2);
      const handle = handleOf(made);
      if (handle !== null) watchHandle(handle, recorder);
    }, undefined);
    return made;
  };
  const { Worker: traced } = {
    Worker: class {
      constructor(...args: unknown[]) {
        // biome-ignore lint/correctness/noConstructorReturn: a class's object is what the native one makes.
        return make(args, new.target);
      }
    },
  };
  const prepare = (args: unknown[]): { worker: WorkerLaunch; changed: unknown[] } => {
    recorder.expectEvents();
    const options = args[1];
    const code = plainValue(options, "eval") === true && typeof args[0] === "string" ? instrument(args[0]) : null;
    const channel = ports.next();
    const passed = portsPassed(ports, options);
    ports.leaveNotes(channel * 2, 0, passed);
    const startedBy = recorder.started(StartedKind.Worker);
    const file = plainValue(options, "eval") === true ? "" : workerFile(args[0]);
    const worker: WorkerLaunch = {
      text: launch.text,
      startedBy,
      file,
      channel,
      ports: ports.memory,
      passed: passed.length,
      code,
    };
    const first = code !== null && "code" in code ? code.code : args[0];
    return { worker, changed: args.length === 0 ? args : [first, ...withPreload(args.slice(1), launch.preload)] };
  };
  standInFor(traced, native, texts);
  workerThreads.Worker = traced as unknown as typeof native;
}

function construct(worker: WorkerLaunch, ports: Ports, ids: ThreadIds, make: () => object): object {
  let shown: number | null = null;
  ports.areNodesOwn = true;
  ports.onNodesMessage = (message) => {
    shown ??= showInRegistration(message, ids);
  };
  try {
    const made = launchingWorker(worker, make);
    if (shown !== null) guard(() => setThreadId(made, shown!), undefined);
    return made;
  } finally {
    ports.areNodesOwn = false;
    ports.onNodesMessage = null;
  }
}

function setThreadId(worker: object, threadId: number): void {
  const handle = handleOf(worker);
  if (handle !== null) handle.threadId = threadId;
}

/** The ports in `workerData`, in the order in which the worker finds them. */
function portsPassed(ports: Ports, options: unknown): (PortState | null)[] {
  const listed = portsInList(ports, plainValue(options, "transferList"));
  if (listed.length < 2) return listed;
  const inside = portsInside(plainValue(options, "workerData"), (object) => ports.of(object) !== undefined);
  // Some that are listed are not known, or not in there.
  if (inside === null || inside.length !== listed.length) return [];
  return inside.map((port) => ports.of(port)!);
}

/** As Node finds it; empty for a `data:` URL. */
function workerFile(first: unknown): string {
  if (typeof first === "string") return resolve(first);
  if (isProxy(first) || !(first instanceof URL)) return "";
  return first.protocol === "file:" ? fileURLToPath(first) : "";
}

/** The parent's end of the channel. Node makes other channels with a worker, too. */
function publicPort(worker: object): object | null {
  const port = readField(worker, "kPublicPort");
  return typeof port === "object" ? port : null;
}

/** In a worker: its ports, and no trace of the preload among its arguments. */
export function enterWorker({ channel, passed }: WorkerLaunch, ports: Ports, preload: string): void {
  const { parentPort, workerData } = workerThreads;
  if (parentPort !== null) ports.know(parentPort, channel * 2 + 1);
  if (passed > 0) {
    const found = portsInside(workerData, (object) => object instanceof MessagePort) ?? [];
    if (found.length === passed) ports.takeNotes(channel * 2, 0, found);
  }
  const { execArgv } = process;
  if (execArgv[0] === "--require" && execArgv[1] === preload) execArgv.splice(0, 2);
}

function withPreload(args: unknown[], preload: string): unknown[] {
  const options = args[0] as WorkerOptions | undefined;
  if (typeof options !== "object" || options === null || !isPlainData(options)) return args;
  const { env, execArgv } = options;
  if (env === SHARE_ENV) {
    if (!Array.isArray(execArgv)) return args;
    return [{ ...options, execArgv: ["--require", preload, ...execArgv] }, ...args.slice(1)];
  }
  if (typeof env !== "object" && !Array.isArray(execArgv)) return args;
  const own = (env ?? process.env) as Record<string, string | undefined>;
  return [{ ...options, env: { ...own, NODE_OPTIONS: addRequire(own.NODE_OPTIONS, preload) } }, ...args.slice(1)];
}

/** Options that say in a way of their own what the worker inherits, so that the preload cannot be added. */
function mayBeUntraced(options: unknown): boolean {
  return typeof options === "object" && options !== null && !isPlainData(options);
}

/** A listener would show in the worker's `listenerCount`; its handle is Node's own, and calls one function when it ends. */
function watchHandle(handle: WorkerHandle, recorder: WorkerTracing["recorder"]): void {
  const native = handle.onexit;
  if (typeof native !== "function") return;
  const { threadId } = handle;
  handle.onexit = function (this: unknown, ...args: unknown[]) {
    guard(() => {
      const ending = args[1] === "ERR_WORKER_OUT_OF_MEMORY" ? "out of memory" : "terminated";
      recorder.endWorker(threadId, Number(args[0]), ending);
    }, undefined);
    return apply(native, this, args);
  };
}
