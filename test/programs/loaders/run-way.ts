/** Runs one way of loading on one line of Node, plain or traced. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createModelBuilder } from "../../../src/model/builder.ts";
import { dumpModel } from "../../../src/model/dump.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../../src/protocol/launch.ts";
import { addRequire } from "../../../src/protocol/node-options.ts";
import { FOLDER, PROJECTS } from "./install.ts";
import type { NodeLine, Way } from "./ways.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PRELOAD = join(ROOT, "dist/preload.cjs");

export const NODES: Record<NodeLine, string> = {
  22: join(ROOT, "node_modules/node22/bin/node"),
  24: join(ROOT, "node_modules/node/bin/node"),
  26: join(ROOT, "node_modules/node26/bin/node"),
};

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code, or the signal's name. */
  readonly end: number | string;
}

/** A hang is a failure with what was printed so far, not a test without an end. */
const PATIENCE_MS = 90_000;

export async function runWay(way: Way, line: NodeLine): Promise<{ plain: Output; traced: Output; sites: string }> {
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-loaders-"));
  const trace = join(folder, "trace.awaitscope");
  try {
    writeFileSync(trace, "", { mode: 0o600 });
    const home = join(folder, "home");
    mkdirSync(home);
    const env: Record<string, string> = {
      PATH: [dirname(NODES[line]), join(FOLDER, "node_modules/.bin"), process.env.PATH].join(delimiter),
      HOME: home,
      TZ: "UTC",
      NO_COLOR: "1",
      ...way.env,
    };
    const options: LaunchOptions = {
      trace,
      root: join(PROJECTS, way.project),
      include: [],
      exclude: [],
      cache: join(tmpdir(), `awaitscope-programs-cache-${process.getuid?.() ?? 0}`),
      bufferBytes: 2 * 1024 * 1024,
    };
    const launch = {
      NODE_OPTIONS: addRequire(env.NODE_OPTIONS, PRELOAD),
      [LAUNCH_VARIABLE]: JSON.stringify(options),
    };
    const plain = await run(way, line, env);
    const traced = await run(way, line, { ...env, ...launch });
    return { plain, traced, sites: readSites(trace, way) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(way: Way, line: NodeLine, env: Record<string, string>): Promise<Output> {
  const { command = NODES[line], args, stdin = "", until } = way;
  const cwd = join(PROJECTS, way.project, way.cwd ?? "");
  const child = spawn(command, args, { cwd, env, detached: true });
  child.stdin.on("error", () => {}).end(stdin);
  const parts: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  const text = (name: "stdout" | "stderr") => Buffer.concat(parts[name]).toString();
  // A watcher never ends by itself: it is stopped, and all that it started, when it has said its last word.
  const stop = () => process.kill(-child.pid!, "SIGTERM");
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (part: Buffer) => {
      parts[name].push(part);
      if (until?.test(text("stdout"))) stop();
    });
  }
  const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), PATIENCE_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const output = (name: "stdout" | "stderr") => normalise(text(name), way.drop);
      resolve({ stdout: output("stdout"), stderr: output("stderr"), end: signal ?? code ?? -1 });
    });
  });
}

/** Numbers of processes stand in warnings; nothing else differs between two runs of one program. */
function normalise(text: string, drop: RegExp | undefined): string {
  const same = text.replaceAll(/\(node:\d+\)/g, "(node:PID)");
  return drop === undefined ? same : same.split("\n").filter((line) => !drop.test(line)).join("\n");
}

/** Lines of threads and of messages between them: loaders have workers of their own. */
const THREADS = /^ {2}(?:main|worker)\b|^ {4}(?:ipc )?message /;

/**
 * The tasks and awaits of all processes that have any, at the user's lines and with how they ended, then what was not
 * traced. What a wait was for is not a matter of loading, and differs between lines of Node.
 */
function readSites(trace: string, way: Way): string {
  const builder = createModelBuilder();
  builder.append(readFileSync(trace));
  builder.finish();
  const dump = dumpModel(builder.model, { times: false, root: join(PROJECTS, way.project) });
  const blocks = dump.trimEnd().split(/\n(?=\S)/);
  const tasks = blocks
    .filter((block) => block.startsWith("process"))
    .map((block) => block.split("\n").slice(1).filter((line) => !THREADS.test(line)).join("\n"))
    .filter((block) => block !== "");
  const rest = blocks.filter((block) => !block.startsWith("process"));
  return `${[...tasks.sort(), ...rest].join("\n").replace(/ (fulfilled|rejected|pending|unknown)\b.*$/gm, " $1")}\n`;
}
