/** Runs any command line of a Node plain or traced, for tests whose programs are no single file of `cases/`. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createModelBuilder } from "../../src/model/builder.ts";
import type { Model } from "../../src/model/types.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../src/protocol/launch.ts";
import { addRequire } from "../../src/protocol/node-options.ts";
import type { NodeLine } from "./programs.ts";
import { type Output, PRELOAD } from "./run-program.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGES: Record<NodeLine, string> = { 22: "node22", 24: "node", 26: "node26" };

/** The executable of one of the supported lines. */
export function nodeOf(line: NodeLine): string {
  return join(ROOT, "node_modules", PACKAGES[line], "bin/node");
}

export interface Command {
  /** Absolute. */
  readonly executable: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the little that every run gets. `NODE_OPTIONS` stays, with the preload behind it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Another preload than the product's: one that fails somewhere, for instance. */
  readonly preload?: string;
  readonly options?: Partial<LaunchOptions>;
}

export interface TracedOutput extends Output {
  /** The trace file's bytes. */
  readonly trace: Buffer;
}

export function modelOf(trace: Buffer): Model {
  const builder = createModelBuilder();
  builder.append(trace);
  builder.finish();
  return builder.model;
}

const HANGS_AFTER_MS = 120_000;

export function runPlain(command: Command): Promise<Output> {
  return run(command, { ...command.env });
}

export async function runTraced(command: Command): Promise<TracedOutput> {
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-command-"));
  const trace = join(folder, "program.awaitscope");
  try {
    writeFileSync(trace, "", { mode: 0o600 });
    const options: LaunchOptions = {
      trace,
      root: command.cwd,
      include: [],
      exclude: [],
      cache: "",
      bufferBytes: 8 * 1024 * 1024,
      ...command.options,
    };
    const nodeOptions = addRequire(command.env?.NODE_OPTIONS, command.preload ?? PRELOAD);
    const env = { ...command.env, NODE_OPTIONS: nodeOptions, [LAUNCH_VARIABLE]: JSON.stringify(options) };
    const output = await run(command, env);
    return { ...output, trace: readFileSync(trace) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run({ executable, args, cwd, stdin = "" }: Command, env: Record<string, string>): Promise<Output> {
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "UTC", NO_COLOR: "1" };
  const child = spawn(executable, args, { cwd, env: { ...inherited, ...env } });
  child.stdin.on("error", () => {}).end(stdin);
  const stdout = collect(child, child.stdout);
  const stderr = collect(child, child.stderr);
  const guard = setTimeout(() => child.kill("SIGKILL"), HANGS_AFTER_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(guard);
      resolve({ stdout: stdout(), stderr: stderr(), end: signal ?? code ?? -1 });
    });
  });
}

/** The process's number stands in its warnings; nothing else differs between two runs of one program. */
function collect(child: ChildProcess, stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString().replaceAll(`(node:${child.pid}`, "(node:PID");
}
