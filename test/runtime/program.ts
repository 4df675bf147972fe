/** Runs small programs with the real recorder in a process of their own, and tells what the trace says. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";
import { instrument } from "../../src/instrument/instrument.ts";
import { readTrace, type TraceText } from "./trace-text.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const NODES = [
  { line: 22, path: join(root, "node_modules/node22/bin/node") },
  { line: 24, path: join(root, "node_modules/node/bin/node") },
  { line: 26, path: join(root, "node_modules/node26/bin/node") },
] as const;

export interface Run extends TraceText {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly node?: string;
  readonly nodeArgs?: readonly string[];
  readonly turns?: "exact" | "none";
  readonly bufferBytes?: number;
  /** The drain worker's script; a missing one makes the program's thread drain. */
  readonly drainScript?: string;
  /** Replaces the trace file's path. */
  readonly trace?: string;
  /** Called as soon as the program prints `text`. */
  readonly onPrint?: { readonly text: string; act(kill: (signal: NodeJS.Signals) => void, trace: string): void };
}

export interface Lab {
  /** Runs CommonJS source, instrumented. */
  run(source: string, options?: RunOptions): Promise<Run>;
  /** Runs it as it is. */
  plain(source: string, options?: RunOptions): Promise<Omit<Run, keyof TraceText>>;
  path(name: string): string;
}

const running = new Set<ChildProcess>();

/** To be called once in a test file. */
export function createLab(): Lab {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "awaitscope-runtime-")));
  const path = (name: string) => join(folder, name);
  let runs = 0;
  beforeAll(() => bundle(folder));
  afterAll(() => {
    // A test that gave up may have left one that never ends.
    for (const child of running) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    path,
    async run(source, options = {}) {
      const made = instrument(source, { language: "js", format: "commonjs", firstSite: 1 });
      if (!made.ok) throw new Error(made.reason);
      const number = ++runs;
      const trace = options.trace ?? path(`${number}.awaitscope`);
      const file = path(`program-${number}.js`);
      if (options.trace === undefined) writeFileSync(trace, "");
      writeFileSync(file, source);
      const recorder = {
        trace,
        drainScript: options.drainScript ?? path("drain.cjs"),
        bufferBytes: options.bufferBytes ?? 4 << 20,
        file,
        command: "node program.js",
        turns: options.turns ?? "none",
      };
      const starter = path(`start-${number}.cjs`);
      writeFileSync(starter, starterSource({ recorder, file, code: made.code, sites: made.sites }));
      const end = await execute(starter, options, trace);
      return { ...end, ...readTrace(readFileSync(trace)) };
    },
    plain(source, options = {}) {
      const file = path(`plain-${++runs}.cjs`);
      writeFileSync(file, source);
      return execute(file, options);
    },
  };
}

async function bundle(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { recorder: "src/runtime/recorder.ts", drain: "src/runtime/drain.ts" },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22.15",
    logLevel: "warning",
  });
}

/** Stands in for the preload: starts the recorder and compiles the instrumented program. */
function starterSource(settings: { recorder: object; file: string; code: string; sites: readonly object[] }): string {
  return `"use strict";
const settings = ${JSON.stringify(settings)};
const start = require("./recorder.cjs").startRecorder(settings.recorder);
if (start.ok) {
  Object.defineProperty(globalThis, "$aw", { value: start.recorder.probes });
  start.recorder.addFile(settings.file, settings.sites);
} else {
  process.stderr.write(start.reason + "\\n");
}
const { Module } = require("node:module");
const program = new Module(settings.file, null);
program.filename = settings.file;
program.paths = [];
program._compile(start.ok ? settings.code : require("node:fs").readFileSync(settings.file, "utf8"), settings.file);
`;
}

function execute(file: string, options: RunOptions, trace = ""): Promise<Omit<Run, keyof TraceText>> {
  const child = spawn(options.node ?? NODES[1].path, [...(options.nodeArgs ?? []), file], {
    env: { PATH: process.env.PATH },
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  let stdout = "";
  let stderr = "";
  let isPending = options.onPrint !== undefined;
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
    if (!isPending || !stdout.includes(options.onPrint!.text)) return;
    isPending = false;
    options.onPrint!.act((signal) => child.kill(signal), trace);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
