/** Runs small programs that come to a bad end, plain and traced, with everything that can be said of the end. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReport } from "../../../src/export/report.ts";
import type { Report } from "../../../src/export/report-types.ts";
import { ChunkReader } from "../../../src/format/decode.ts";
import { ChunkKind } from "../../../src/format/spec.ts";
import { appendExit } from "../../../src/launch/append-exit.ts";
import { createModelBuilder } from "../../../src/model/builder.ts";
import { functionName } from "../../../src/model/describe.ts";
import type { Model } from "../../../src/model/types.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../../src/protocol/launch.ts";
import { addRequire } from "../../../src/protocol/node-options.ts";
import { checkModel } from "../../model/check-model.ts";
import type { NodeLine } from "../programs.ts";
import { NODES, PRELOAD } from "../run-program.ts";

export interface Program {
  /** `.mjs` or `.cjs`. */
  readonly file: string;
  readonly source: string;
  readonly nodeArgs?: readonly string[];
  /** A command that runs the program: `sh -c` with this text, `"$@"` being node and its arguments. */
  readonly shell?: string;
}

export interface Settings {
  readonly bufferBytes?: number;
  /** Where the trace goes; made by the test. */
  readonly trace?: string;
  /** Called when the program runs. */
  readonly onStart?: (child: ChildProcess, trace: string) => void;
}

export interface End {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code, or the signal's name. */
  readonly end: number | string;
}

export interface Traced extends End {
  readonly pid: number;
  readonly bytes: Uint8Array;
  /** Of the trace with the launcher's word about the process's end; all that holds for every model holds for it. */
  readonly model: Model;
  readonly report: Report;
}

/** Folders of the tests of one file; to be removed by it. */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), "awaitscope-whole-"));
  #runs = 0;
  readonly #sources = new Map<string, string>();

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  plain(program: Program, line: NodeLine): Promise<End> {
    return execute(this.#write(program), program, line, {});
  }

  /** For traces that no model should be made of: what its chunks hold, read in pieces; the file is removed. */
  async tracedLong(program: Program, line: NodeLine, settings: Settings = {}): Promise<End & { readonly content: Content }> {
    const { end, trace } = await this.#runTraced(program, line, settings);
    const content = contentOf(trace);
    rmSync(trace);
    return { ...end, content };
  }

  async traced(program: Program, line: NodeLine, settings: Settings = {}): Promise<Traced> {
    const { end, pid, trace } = await this.#runTraced(program, line, settings);
    const [exitCode, signal] = typeof end.end === "number" ? [end.end, null] : [null, end.end];
    appendExit(trace, { pid, exitCode, signal });
    const bytes = readFileSync(trace);
    const model = readModel(bytes);
    return { ...end, pid, bytes, model, report: createReport(model, { tasks: true }) };
  }

  async #runTraced(program: Program, line: NodeLine, settings: Settings) {
    const trace = settings.trace ?? join(this.folder, `${++this.#runs}.awaitscope`);
    if (settings.trace === undefined) writeFileSync(trace, "", { mode: 0o600 });
    const launch: LaunchOptions = {
      trace,
      root: this.folder,
      include: [],
      exclude: [],
      cache: join(this.folder, "cache"),
      bufferBytes: settings.bufferBytes ?? 16 * 1024 * 1024,
    };
    const env = { NODE_OPTIONS: addRequire(undefined, PRELOAD), [LAUNCH_VARIABLE]: JSON.stringify(launch) };
    let pid = 0;
    const onStart = (child: ChildProcess) => {
      pid = child.pid!;
      settings.onStart?.(child, trace);
    };
    const end = await execute(this.#write(program), program, line, env, onStart);
    return { end, pid, trace };
  }

  /** Once: a program that runs plain and traced at the same time must not find its file empty. */
  #write({ file, source }: Program): string {
    const path = join(this.folder, file);
    if (this.#sources.get(path) !== source) writeFileSync(path, source);
    this.#sources.set(path, source);
    return path;
  }
}

/** What the chunks of a trace say of themselves. */
export interface Content {
  readonly bytes: number;
  readonly events: number;
  /** Of all threads, by their last chunk. */
  readonly dropped: number;
  readonly damaged: number;
  /** Threads that wrote a Start, and those of them that wrote an End. */
  readonly starts: number;
  readonly ends: number;
  /** Chunks that a thread's numbers say are missing. */
  readonly missing: number;
}

function contentOf(trace: string): Content {
  let [events, damaged, starts, ends] = [0, 0, 0, 0];
  const threads = new Map<string, { chunks: number; last: number; dropped: number }>();
  const reader = new ChunkReader({
    chunk({ kind, pid, thread, sequence, droppedEvents, eventCount }) {
      events += eventCount;
      if (kind === ChunkKind.Start) starts += 1;
      if (kind === ChunkKind.End) ends += 1;
      const key = `${pid}/${thread}`;
      const chunks = (threads.get(key)?.chunks ?? 0) + 1;
      threads.set(key, { chunks, last: Math.max(sequence, threads.get(key)?.last ?? 0), dropped: droppedEvents });
    },
    damage: () => void (damaged += 1),
  });
  const fd = openSync(trace, "r");
  const piece = new Uint8Array(1 << 20);
  for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) reader.append(piece.subarray(0, read));
  closeSync(fd);
  const { bytes } = reader;
  reader.finish();
  const all = [...threads.values()];
  const dropped = all.reduce((sum, thread) => sum + thread.dropped, 0);
  const missing = all.reduce((sum, { chunks, last }) => sum + last + 1 - chunks, 0);
  return { bytes, events, dropped, damaged, starts, ends, missing };
}

export function readModel(bytes: Uint8Array): Model {
  const builder = createModelBuilder();
  builder.append(bytes);
  builder.finish();
  checkModel(builder.model);
  return builder.model;
}

/** `name outcome` of every task, in the order of the trace. */
export function tasksOf(model: Model): string[] {
  const outcomes = ["pending", "fulfilled", "rejected", "unknown"];
  return Array.from({ length: model.tasks.length }, (_, task) => {
    return `${functionName(model, model.tasks.site[task]!)} ${outcomes[model.tasks.outcome[task]!]}`;
  });
}

/** How each thread ended by its own word: `main 0`, `worker 1 terminated`, `main ?` where it said nothing. */
export function endsOf(model: Model): string[] {
  return model.threads.map(({ start, end }) => {
    if (end === null) return `${start.threadKind} ?`;
    return [start.threadKind, end.exitCode ?? "-", end.ending ?? ""].join(" ").trim();
  });
}

function execute(
  path: string,
  { nodeArgs = [], shell }: Program,
  line: NodeLine,
  env: Record<string, string>,
  onStart: (child: ChildProcess) => void = () => {},
): Promise<End> {
  const command = [NODES[line], ...nodeArgs, path];
  const [file, ...args] = shell === undefined ? command : ["/bin/sh", "-c", shell, "sh", ...command];
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "UTC", NO_COLOR: "1" };
  const child = spawn(file!, args, { env: { ...inherited, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  onStart(child);
  const read = (stream: NodeJS.ReadableStream) => {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    return () => Buffer.concat(parts).toString().replaceAll(`(node:${child.pid})`, "(node:PID)");
  };
  const stdout = read(child.stdout!);
  const stderr = read(child.stderr!);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ stdout: stdout(), stderr: stderr(), end: signal ?? code ?? -1 }));
  });
}
