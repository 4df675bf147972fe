/**
 * Whatever fails inside the recorder, the program does not notice: it prints the same and ends the same with a fault at
 * the entry of any function of ours that it comes by. All of them run with `AWAITSCOPE_FAULTS=all`, else about thirty; on another line
 * of Node with `AWAITSCOPE_FAULTS_NODE=22`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { modelOf, nodeOf, runPlain, runTraced } from "../run-command.ts";
import type { NodeLine } from "../programs.ts";
import type { Output } from "../run-program.ts";
import { buildFaultyBundles, withFault } from "./faulty-bundles.ts";

/** Functions whose first statements cannot fail, though a fault put there would reach the program. */
const DOORS: Readonly<Record<string, string>> = {
  "runtime/faults.ts guard": "begins with the try that everything relies on",
  "runtime/probes.ts createProbes.probes.h": "calls what has a try, and sets a field of the clock",
  "runtime/probes.ts createProbes.probes.r": "looks at the type of a value, then calls what has a try",
  "runtime/promise-watch.ts PromiseWatch.startWithParents#2": "the promise hook: stores, then functions with a try",
  "runtime/group-watch.ts GroupWatch.onInit": "a promise hook: reads a field, then has a try",
  "runtime/group-watch.ts GroupWatch.onSettled": "a promise hook: reads and sets fields",
  "runtime/exit-watch.ts followedBy.both": "calls the program's listener, then what is guarded",
  "preload/disguise/call-sites.ts frames": "adds up numbers; what reads an object is guarded",
  "preload/disguise/call-sites.ts mapCallSites.getCallSites": "only calls what is guarded, and Node's own",
  "preload/disguise/contexts.ts coverContexts.createContext": "asks Node whether an object is a context, and calls Node's own",
  "preload/disguise/contexts.ts coverContexts.runInNewContext": "only calls what has a try, and Node's own",
  "preload/disguise/contexts.ts coverContexts.runInNewContext#2": "only calls what has a try, and Node's own",
  "preload/disguise/fatal.ts showUserExcerpts.fatalException": "sets a variable, and calls Node's own",
  "preload/disguise/function-text.ts replaceIn.toString": "looks into a map, and calls Node's own; the rest is guarded",
  "preload/disguise/stack-room.ts applyWithRoom": "only calls what is guarded, and Node's own",
  "preload/disguise/stack-room.ts constructWithRoom": "only calls what is guarded, and Node's own",
  "preload/disguise/stack-room.ts raise": "only calls what is guarded",
  "preload/disguise/stack-room.ts lower": "only calls what is guarded",
  "runtime/thread-ids.ts showInHandles.set": "sets the property as Node does, after what is guarded",
  "preload/disguise/stacks.ts createFormattingProbe#2": "two variables",
  "preload/disguise/stacks.ts cover.get.prepareStackTrace": "the accessor of a formatter: reads variables, and calls what is guarded",
  "preload/disguise/stacks.ts cover.set.prepareStackTrace": "the accessor of a formatter: sets two variables",
  "preload/disguise/stacks.ts createMappedPrototype.methods.toString": "calls Node's own, then what is guarded",
  "preload/disguise/stacks.ts mapStacks.ErrorPrepareStackTrace": "only calls what is guarded, and Node's own",
  "preload/disguise/stacks.ts wrapFormatter": "makes a function",
  "preload/disguise/stacks.ts wrapFormatter#2": "only calls what is guarded, and the program's formatter",
  "preload/disguise/stalled-await.ts watchStalledAwaits.t": "only calls what is guarded",
  "preload/loading/evaluated-scripts.ts traceEvaluatedScripts.name": "only calls what is guarded, and Node's own",
  "preload/loading/evaluated-scripts.ts traceEvaluatedScripts.compileFunction": "only calls what is guarded, and Node's own",
  "preload/loading/evaluated-scripts.ts CLASSES.Script.Script.constructor": "only calls what is guarded, and Node's own",
  "preload/loading/evaluated-scripts.ts traceEvaluatedScripts.replaceClass.make": "only calls what is guarded, and Node's own",
  "preload/loading/evaluated-scripts.ts traceEvaluatedScripts.runInContext": "looks into a map, and calls what is guarded, and Node's own",
  "preload/loading/hooks.ts createLoad#2": "only calls what is guarded, and the next loader",
  "preload/loading/hooks.ts loadSource": "begins with the call of the next loader; the rest is guarded",
  "preload/loading/typescript-resolution.ts createTypeScriptResolve#2": "begins with the call of the next resolver; the rest is guarded",
  "preload/processes/children.ts traceChildren.name": "only calls what is guarded, and Node's own",
  "preload/processes/children.ts traceChildren.spawn": "only calls what is guarded, and Node's own",
  "preload/processes/ipc-messages.ts IpcMessages.seeReceived.get": "only calls what is guarded, and reads what is there",
  "preload/processes/ipc-messages.ts IpcMessages.trace.send": "only calls what is guarded, and Node's own",
  "preload/processes/broadcast-messages.ts hearOf.set": "sets the property as Node does, then calls what is guarded",
  "preload/processes/broadcast-messages.ts onFirstUse.get": "takes a property of ours away, calls what is guarded, and reads what is there",
  "preload/processes/port-pairs.ts numberChannels.set": "sets the property as Node does, then calls what is guarded",
  "preload/processes/port-messages.ts seeDelivered.get": "only calls what is guarded, and reads a variable",
  "preload/processes/port-messages.ts seeSent.postMessage": "only calls what is guarded, and Node's own",
  "preload/processes/port-messages.ts seeTaken.receiveMessageOnPort": "only calls Node's own, and what is guarded",
  "preload/processes/launch-environment.ts launchingWorker": "sets an entry of a map, and makes the program's worker",
  "preload/processes/workers.ts traceWorkers.Worker.constructor": "only calls what is guarded, and makes the program's worker",
  "preload/processes/workers.ts traceWorkers.make": "only calls what is guarded, and makes the program's worker",
  "preload/processes/workers.ts construct": "sets a variable, and makes the program's worker",
  "preload/processes/workers.ts watchHandle#2": "only calls what is guarded, and Node's own",
  "preload/processes/thread-ids.ts showThreadIds.postMessageToThread": "adds one to a number, and calls what is guarded and Node's own",
  "preload/processes/thread-ids.ts standIn": "compares numbers",
  "preload/processes/launch-environment.ts hide": "what takes our variables from the environment: they stay, and nothing is traced",
  "preload/processes/launch-environment.ts parse": "what it cannot read is no launch: the variables stay, and nothing is traced",
  "protocol/node-options.ts removeRequire": "builds a text, before the program runs: NODE_OPTIONS stays as it is, and nothing is traced",
  "protocol/node-options.ts requireOption": "builds a text, before the program runs: NODE_OPTIONS stays as it is, and nothing is traced",
};
/** What shows the user's code in place of the running one. Where it fails, the running code shows, at other columns. */
const SHOWS_CODE = /^(?:base\/bisect|preload\/\w+\/(?:fatal|messages|stacks|traced-scripts|function-text|call-sites|stack-room|detour-frames|test-events|site-texts|contexts)|instrument\/(?:probes|columns|map))\.ts /;

/** A line with probes, or one of which the types could not be taken, which are blank in what Node runs and quotes. */
const RUNNING = /\$aw|async function leaf\(n: number\)/;

const MAIN = fileURLToPath(new URL("program/main.mts", import.meta.url));
const SAMPLE = 30;
const folder = mkdtempSync(join(tmpdir(), "awaitscope-faults-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

await buildFaultyBundles(folder);
const line = Number(process.env.AWAITSCOPE_FAULTS_NODE ?? 24) as NodeLine;
const command = { executable: nodeOf(line), args: [MAIN], cwd: dirname(MAIN) };
const plain = await runPlain(command);
const log = join(folder, "reached.txt");
const traced = await runTraced({ ...command, preload: withFault(folder, { at: null, log }) });
const reached = [...new Set(readFileSync(log, "utf8").trim().split("\n"))].sort();
const step = process.env.AWAITSCOPE_FAULTS === "all" ? 1 : Math.max(1, Math.floor(reached.length / SAMPLE));
const faults = reached.filter((_, index) => index % step === 0).filter((at) => !(at in DOORS));

test("without a fault it runs as it should, and comes by most of the recorder", () => {
  expect(output(traced)).toEqual(output(plain));
  expect(traced.stderr).not.toContain("awaitscope:");
  expect(reached.length).toBeGreaterThan(300);
  if (line === 24) expect(Object.keys(DOORS).filter((door) => !reached.includes(door))).toEqual([]);
});

test.concurrent.each(faults)("%s", async (at) => {
  const faulty = await runTraced({ ...command, preload: withFault(folder, { at, log: null }) });
  if (SHOWS_CODE.test(at)) expect(outline(faulty, faulty)).toEqual(outline(plain, faulty));
  else expect(output(faulty)).toEqual(output(plain));
  // One line for each process that has the fault, at most: the program, its three children and the worker's process.
  expect(faulty.stderr.match(/^awaitscope: /gm)?.length ?? 0).toBeLessThanOrEqual(4);
  // What there is of the trace can be read.
  if (faulty.trace.length > 0) expect(modelOf(faulty.trace).losses.damagedChunks).toBe(0);
});

/** Without what the recorder says itself, and without the frames that depend on how many timers are due at once. */
function output({ stdout, stderr, end }: Output): Output {
  const settle = (text: string) =>
    text.replaceAll(/^(?:awaitscope: .*| +at (?:process\.)?(?:runNextTicks|listOnTimeout|processTimers) .*)\n/gm, "");
  return { stdout: settle(stdout), stderr: settle(stderr), end };
}

/** What is left when columns, carets and quoted code differ: `shown` is the output that may show the running code. */
function outline(of: Output, shown: Output): unknown {
  const part = (text: string, model: string) => {
    const models = model.split("\n");
    return text.split("\n").map((line, index) => {
      if (RUNNING.test(models[index] ?? "") || /^ +\^+$/.test(line)) return "(code)";
      return line.replaceAll(/:\d+:\d+/g, ":line").replaceAll(/(?<=\} )\d+(?= async)/g, "column");
    });
  };
  const [own, other] = [output(of), output(shown)];
  return { stdout: part(own.stdout, other.stdout), stderr: part(own.stderr, other.stderr), end: own.end };
}
