/** Runs a project plain or traced and says all that came out: output, end, files written, and what the trace knows. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createModelBuilder } from "../../../src/model/builder.ts";
import type { Model } from "../../../src/model/types.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../../src/protocol/launch.ts";
import { addRequire } from "../../../src/protocol/node-options.ts";
import type { NodeLine } from "../programs.ts";
import { NODES, PRELOAD } from "../run-program.ts";
import { normalise } from "./normalise.ts";
import type { Run } from "./runners.ts";

const PROJECTS = fileURLToPath(new URL("projects/", import.meta.url));

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code, or the signal's name. */
  readonly end: number | string;
  /** What the run wrote into its project, by path: snapshots, coverage. */
  readonly written: Readonly<Record<string, string>>;
}

/** One project in one folder: plain and traced runs take turns in it, since paths stand in outputs. */
export class Project {
  readonly folder: string;
  readonly #packages: string;
  readonly #run: Run;
  readonly #line: NodeLine;

  constructor(packages: string, run: Run, line: NodeLine) {
    this.#packages = packages;
    this.#run = run;
    this.#line = line;
    this.folder = join(packages, "work", `${run.name.replace(/\W+/g, "-")}-${line}`);
  }

  runPlain(): Promise<Outcome> {
    return this.#start({});
  }

  async runTraced(): Promise<{ outcome: Outcome; model: Model }> {
    const trace = `${this.folder}.awaitscope`;
    mkdirSync(dirname(trace), { recursive: true });
    rmSync(trace, { force: true });
    writeFileSync(trace, "", { mode: 0o600 });
    const options: LaunchOptions = {
      trace,
      root: this.folder,
      include: [],
      exclude: [],
      cache: join(this.#packages, "work", "cache"),
      bufferBytes: 8 * 1024 * 1024,
    };
    const env = { NODE_OPTIONS: addRequire(undefined, PRELOAD), [LAUNCH_VARIABLE]: JSON.stringify(options) };
    const outcome = await this.#start(env);
    const builder = createModelBuilder();
    builder.append(readFileSync(trace));
    builder.finish();
    return { outcome, model: builder.model };
  }

  /** Paths of the project's own files, as they stand in it. */
  sources(): string[] {
    return filesIn(join(PROJECTS, this.#run.project));
  }

  async #start(env: Record<string, string>): Promise<Outcome> {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(join(PROJECTS, this.#run.project), this.folder, { recursive: true });
    const node = NODES[this.#line];
    const args = this.#run.args.map((arg) => arg.replace(/^bin:/, `${join(this.#packages, "node_modules")}/`));
    const path = `${dirname(node)}:${process.env.PATH}`;
    const inherited = { PATH: path, HOME: process.env.HOME, TZ: "UTC", NO_COLOR: "1", JEST_CACHE: this.folder };
    const child = spawn(node, args, { cwd: this.folder, env: { ...inherited, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr, end] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise<number | string>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code, signal) => resolve(signal ?? code ?? -1));
      }),
    ]);
    const tidy = (text: string) => normalise(text, { folder: this.folder, sorted: this.#run.races === true });
    return { stdout: tidy(stdout), stderr: tidy(stderr), end, written: this.#written(tidy) };
  }

  #written(tidy: (text: string) => string): Record<string, string> {
    const given = new Set(this.sources());
    const written = filesIn(this.folder).filter((path) => !given.has(path) && !/node_modules|coverage\/tmp/.test(path));
    return Object.fromEntries(written.map((path) => [path, tidy(readFileSync(join(this.folder, path), "utf8"))]));
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
