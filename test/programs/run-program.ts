/** Runs a program on one of the Node lines, plain or traced, and says what came out. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createModelBuilder } from "../../src/model/builder.ts";
import { dumpModel } from "../../src/model/dump.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../src/protocol/launch.ts";
import { addRequire } from "../../src/protocol/node-options.ts";
import { NODES, type NodeLine, PRELOAD } from "../nodes.ts";
import { CASES, type Program } from "./programs.ts";

export { NODES, PRELOAD };

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code, or the signal's name. */
  readonly end: number | string;
}

export async function runPlain(program: Program, line: NodeLine): Promise<Output> {
  return run(program, line, {});
}

/** Also gives the trace, and its model as text without times. */
export async function runTraced(
  program: Program,
  line: NodeLine,
): Promise<Output & { model: string; trace: Uint8Array }> {
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-programs-"));
  const trace = join(folder, "program.awaitscope");
  try {
    writeFileSync(trace, "", { mode: 0o600 });
    const options: LaunchOptions = {
      trace,
      root: dirname(program.entry),
      include: [],
      exclude: [],
      cache: join(tmpdir(), `awaitscope-programs-cache-${process.getuid?.() ?? 0}`),
      bufferBytes: 8 * 1024 * 1024,
    };
    const env = { NODE_OPTIONS: addRequire(undefined, PRELOAD), [LAUNCH_VARIABLE]: JSON.stringify(options) };
    const output = await run(program, line, env);
    const bytes = readFileSync(trace);
    return { ...output, model: readModel(bytes), trace: bytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: Program, line: NodeLine, env: Record<string, string>): Promise<Output> {
  const { entry, args, nodeArgs, stdin, drop } = program;
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "UTC", NO_COLOR: "1" };
  const child = spawn(NODES[line], [...nodeArgs, entry, ...args], { cwd: CASES, env: { ...inherited, ...env } });
  child.stdin.on("error", () => {}).end(stdin);
  const read = (stream: NodeJS.ReadableStream) => {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    return () => normalise(Buffer.concat(parts).toString(), child.pid!, drop);
  };
  const stdout = read(child.stdout);
  const stderr = read(child.stderr);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ stdout: stdout(), stderr: stderr(), end: signal ?? code ?? -1 }));
  });
}

/** The process's number stands in its warnings; nothing else differs between two runs of one program. */
function normalise(text: string, pid: number, drop: RegExp | null): string {
  const same = text.replaceAll(`(node:${pid})`, "(node:PID)");
  return drop === null ? same : same.split("\n").filter((line) => !drop.test(line)).join("\n");
}

function readModel(trace: Uint8Array): string {
  const builder = createModelBuilder();
  builder.append(trace);
  builder.finish();
  return inTextOrder(dumpModel(builder.model, { times: false, root: CASES.replace(/\/$/, "") }));
}

/** Processes and threads stand in a trace in the order in which they first wrote, which differs from run to run. */
function inTextOrder(dump: string): string {
  const blocks = dump.trimEnd().split(/\n(?=\S)/);
  const threadsSorted = blocks.map((block) => {
    const [title = "", ...threads] = block.split(/\n(?= {2}\S)/);
    return [title, ...threads.sort()].join("\n");
  });
  return `${threadsSorted.sort().join("\n")}\n`;
}
