import { statSync } from "node:fs";
import nodeModule from "node:module";
import { basename, dirname, isAbsolute, join } from "node:path";
import workerThreads, {
  getEnvironmentData,
  isInternalThread,
  isMainThread,
  setEnvironmentData,
} from "node:worker_threads";
import { LAUNCH_VARIABLE } from "../protocol/launch.ts";
import { hasCapability } from "../runtime/capabilities.ts";
import { onFirstFault } from "../runtime/faults.ts";
import { type RecorderStart, startRecorder } from "../runtime/recorder.ts";
import { handedThreadIds } from "../runtime/seat.ts";
import { mapCallSites } from "./disguise/call-sites.ts";
import { coverContexts } from "./disguise/contexts.ts";
import { type Excerpts, type FatalOptions, showUserExcerpts } from "./disguise/fatal.ts";
import { type FunctionTexts, replaceFunctionToString } from "./disguise/function-text.ts";
import { countHookUsers } from "./disguise/hook-users.ts";
import { createMessageRestorer, restoringProbes } from "./disguise/messages.ts";
import { createRealms } from "./disguise/realms.ts";
import { SiteTexts } from "./disguise/site-texts.ts";
import { collectsCoverage, createScriptEnds } from "./disguise/source-maps.ts";
import { mapStacks } from "./disguise/stacks.ts";
import { watchStalledAwaits } from "./disguise/stalled-await.ts";
import { mapTestEvents } from "./disguise/test-events.ts";
import { createGlobalProbes } from "./global-probes.ts";
import { createBundles } from "./loading/bundles.ts";
import { createCodeCache } from "./loading/code-cache.ts";
import { createEvaluatedInstrumenter } from "./loading/evaluated-code.ts";
import { traceEvaluatedScripts } from "./loading/evaluated-scripts.ts";
import { createCompile, createLoad, type LoadOptions } from "./loading/hooks.ts";
import { createFileInstrumenter } from "./loading/instrumented-file.ts";
import { createMadeFunctionWatch } from "./loading/made-functions.ts";
import { createOriginFinder } from "./loading/origins.ts";
import { OtherLoaders } from "./loading/other-loaders.ts";
import { createSelection } from "./loading/selection.ts";
import { listTextProgram } from "./loading/text-programs.ts";
import { TracedScripts } from "./loading/traced-scripts.ts";
import type { Tsconfigs } from "./loading/tsconfig.ts";
import { createTypeScriptResolve } from "./loading/typescript-resolution.ts";
import { instrumentWorkerCode, publishWorkerCode } from "./loading/worker-code.ts";
import { listOldNode } from "./old-node.ts";
import { STARTS_PROCESSES, traceChildren, traceSuccessor } from "./processes/children.ts";
import { watchEnds } from "./processes/ends.ts";
import { IpcMessages } from "./processes/ipc-messages.ts";
import { type Launch, readLaunch, takeLaunch } from "./processes/launch-environment.ts";
import { tracePortMessages } from "./processes/port-messages.ts";
import { Ports } from "./processes/ports.ts";
import { showOwnThreadId, showThreadIds } from "./processes/thread-ids.ts";
import { enterWorker, traceWorkers } from "./processes/workers.ts";
import { describe, warnFault, warnUnrecorded } from "./warning.ts";

/** Traces this thread if a launch says so. `preload` is the absolute path of this bundle. */
export function start(preload: string): void {
  // The thread in which hooks of `module.register` run is Node's own; on Node 22 hooks like ours break it.
  if (isInternalThread) {
    const ids = handedThreadIds();
    if (ids !== null) showOwnThreadId(ids);
    return;
  }
  if (!hasCapability("registerHooks")) {
    const launch = isMainThread ? readLaunch(process.env, preload) : null;
    if (launch !== null) listOldNode(launch, entryFile(), startThread(launch));
    return;
  }
  if (isStarted()) return;
  const launch = takeLaunch(process.env, preload);
  if (launch === null) return;
  forgetPreload(preload);
  const started = startThread(launch);
  if (started.ok) traceThread(launch, started);
  else warnUnrecorded(started.reason);
  // Under the number that the thread has now.
  markStarted();
}

function startThread({ options, preload, startedBy, worker }: Launch): RecorderStart {
  const { trace, bufferBytes } = options;
  const drainScript = join(dirname(preload), "drain.cjs");
  const file = worker?.file ?? entryFile();
  const firstSite = collectsCoverage() ? WIDE_SITE : 1;
  return startRecorder({ trace, drainScript, bufferBytes, file, command: describeCommand(file), startedBy, firstSite });
}

/**
 * Coverage adds up what processes have counted at the same places of a file, so its text must be as long in all of them: the
 * numbers of its sites have six digits however many files came before.
 */
const WIDE_SITE = 100_000;

/** The program's file; empty for `node -e`, whose `argv[1]` is an argument. */
function entryFile(): string {
  const isEvaluated = (process as { _eval?: unknown })._eval !== undefined;
  const first = process.argv[1] ?? "";
  return !isEvaluated && isAbsolute(first) ? first : "";
}

/** Whether this thread ran the preload before. What a thread says of itself here, its workers inherit, and are not. */
function isStarted(): boolean {
  return getEnvironmentData(STARTED) === workerThreads.threadId;
}

function markStarted(): void {
  setEnvironmentData(STARTED, workerThreads.threadId);
}

const STARTED = `${LAUNCH_VARIABLE} thread`;

/** Arguments stay out: they may hold secrets. */
function describeCommand(file: string): string {
  return [basename(process.execPath), file].filter((part) => part !== "").join(" ");
}

type Started = Extract<RecorderStart, { ok: true }>;

function traceThread(launch: Launch, { recorder, onFatal }: Started): void {
  const { options, preload } = launch;
  onFirstFault((error) => {
    warnFault(error);
    recorder.addLoss("", `A fault of the recorder itself: ${describe(error)}`);
  });
  const scripts = new TracedScripts();
  const bundles = createBundles(preload);
  const texts = replaceFunctionToString((text) => scripts.restore(text));
  const siteTexts = new SiteTexts();
  const restore = createMessageRestorer({
    strip: (text) => scripts.strip(text),
    textOf: (site) => siteTexts.textOf(site),
  });
  const excerpts = showExcerpts(scripts, texts, onFatal);
  const { hasHook, hookUsers } = recorder;
  const isOnlyHook = () => hasHook && hookUsers.around === 0;
  const coverErrors = mapStacks({
    map: (...at) => scripts.map(...at),
    isMappedByNode: (script) => scripts.isMappedByNode(script),
    isOnlyHook,
    hidden: preload,
    beforeDefault(error) {
      excerpts.disarm();
      restore(error);
    },
    texts,
  });
  mapCallSites({
    map: (...at) => scripts.map(...at),
    isMappedByNode: (script) => scripts.isMappedByNode(script),
    isOnlyHook,
    hidden: preload,
    texts,
  });
  coverContexts(texts);
  countHookUsers(recorder.hookUsers, texts);
  traceSuccessor(launch, texts, () => recorder.endForSuccessor());
  watchEnds(texts, () => recorder.flush());
  const origin = { bundles, cache: createCodeCache(options.cache), version: versionOf(preload) };
  const instrument = createFileInstrumenter({
    ...origin,
    compilerOptions: (path) => loadTsconfigs().compilerOptions(path),
    hasUsing: hasCapability("using"),
  });
  const ports = new Ports(launch.worker?.ports ?? null);
  tracePortMessages(ports, recorder, texts);
  showThreadIds(recorder.threadIds, ports, texts);
  traceWorkers({ launch, recorder, ports, texts, instrument: (source) => instrumentWorkerCode(source, instrument) });
  new IpcMessages(recorder, texts).traceParent();
  const watchChildren = once(() => traceChildren(builtin("child_process"), { launch, recorder, texts }));
  if (process.execArgv.includes("--test")) watchChildren();

  const restoring = restoringProbes(recorder.probes, restore);
  const probes = Object.freeze(watchStalledAwaits(restoring, excerpts));
  const watchTests = once(() => mapTestEvents((path, ...at) => scripts.mapFile(path, ...at)));

  const defineProbes = createGlobalProbes(probes);
  const prepare = createRealms({ probes, defineHere: defineProbes, coverErrors });

  let tsconfigs: Tsconfigs | undefined;
  const loadTsconfigs = () => (tsconfigs ??= bundles.tsconfigs().createTsconfigs());
  // Registered with the first TypeScript file: a resolve hook shows in the stacks of errors that resolving throws.
  // Never beside another tool that has a say in loading: what that does not find is not there.
  const resolve = once(() => others.registerLast({ resolve: createTypeScriptResolve(loadTsconfigs) }));
  const onTypeScript = () => others.any || resolve();
  const others = new OtherLoaders(texts);

  const selection = createSelection({ include: options.include, exclude: options.exclude, own: dirname(preload) });
  const endScript = createScriptEnds(bundles);
  const findOrigins = createOriginFinder({ ...origin, selection });
  const known = { recorder, scripts, siteTexts, selection, endScript, instrument, findOrigins };
  const addLoss: typeof recorder.addLoss = (...loss) => recorder.addLoss(...loss);
  const instrumentEvaluated = createEvaluatedInstrumenter(known);
  const loading: LoadOptions = {
    ...known,
    others,
    defineProbes,
    stripsTypes: hasCapability("typeStripping"),
    onTypeScript,
    onSource: createMadeFunctionWatch({ instrument: instrumentEvaluated, defineProbes, addLoss, texts }),
    onBuiltin(name) {
      if (STARTS_PROCESSES.has(name)) watchChildren();
      if (name === "test") watchTests();
    },
  };
  if (isMainThread) listTextProgram(addLoss);
  others.onCompile(createCompile(loading));
  others.registerLast({ load: createLoad(loading) });
  traceEvaluatedScripts({ instrument: instrumentEvaluated, prepare, texts });

  if (launch.worker !== null) {
    enterWorker(launch.worker, ports, preload);
    const { code } = launch.worker;
    if (code !== null) publishWorkerCode(code, { recorder, scripts, siteTexts, defineProbes });
  }
}

function showExcerpts(scripts: TracedScripts, texts: FunctionTexts, onFatal: Started["onFatal"]): Excerpts {
  const options: FatalOptions = {
    scripts: () => scripts.unmapped(),
    excerpt: (...at) => scripts.excerpt(...at),
    nameOf: (script) => scripts.nameOf(script),
    texts,
    onFatal,
  };
  return showUserExcerpts(options, isMainThread);
}

/**
 * What Node keeps of a `--require`: the module in the cache, its path among those to preload. That list is replaced and
 * not changed: Node is going through it just now, and would pass over the one behind us.
 */
function forgetPreload(preload: string): void {
  const cache = (nodeModule as unknown as { _cache: Record<string, unknown> })._cache;
  delete cache[preload];
  const descriptor = Reflect.getOwnPropertyDescriptor(process, "_preload_modules");
  if (!Array.isArray(descriptor?.value)) return;
  const others = descriptor.value.filter((path) => path !== preload);
  Reflect.defineProperty(process, "_preload_modules", { ...descriptor, value: others });
}

/** The instrumenter's bundle as it is on disk: also while it is being developed, old code is not taken for new. */
function versionOf(preload: string): string {
  const { size, mtimeMs } = statSync(join(dirname(preload), "instrumenter.cjs"));
  return `1 ${size} ${mtimeMs}`;
}

function builtin(name: "child_process"): typeof import("node:child_process") {
  return process.getBuiltinModule(name);
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}
