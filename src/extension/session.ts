import { basename } from "node:path";
import * as vscode from "vscode";
import { appendExit } from "../launch/append-exit.ts";
import { type FoundNode, findNode } from "../launch/find-node.ts";
import { type Launch, prepareFile } from "../launch/prepare.ts";
import { type RecordedProcess, stopTree } from "../launch/stop-tree.ts";
import { type Log, since } from "./log.ts";
import { sentenceOf } from "./problems.ts";
import { type RunSettings, runSettings } from "./settings.ts";
import { runInTerminal, type TerminalRun } from "./terminal-run.ts";
import type { Trace } from "./trace.ts";
import type { LiveBytes } from "./trace-bytes.ts";

export interface SessionOptions {
  readonly file: vscode.Uri;
  readonly trace: Trace;
  readonly bytes: LiveBytes;
  /** `dist/preload.cjs`. */
  readonly preload: string;
  readonly log: Log;
  /** Called when the program has started. */
  onStarted(): void;
}

const NOT_STARTED = "The terminal could not start the program. The terminal, or the log, says why.";

/** One run of one file, from the command to the last byte of its trace. */
export class Session {
  readonly file: vscode.Uri;
  readonly trace: Trace;
  readonly #options: SessionOptions;
  readonly #startedMs = performance.now();
  readonly #launchedMs = Date.now();
  /** Resolves when the program and its trace have ended, however they did. */
  readonly done: Promise<void>;
  #markDone!: () => void;
  #run: TerminalRun | null = null;
  #pid: number | undefined;
  #stopping: Promise<void> | null = null;

  constructor(options: SessionOptions) {
    this.file = options.file;
    this.trace = options.trace;
    this.#options = options;
    this.done = new Promise((resolve) => {
      this.#markDone = resolve;
    });
  }

  /** Runs the program and resolves when it has ended. Rejects with a LaunchError when it cannot be started. */
  async run(): Promise<void> {
    try {
      const launch = await this.#prepare();
      if (this.#stopping) return await this.#end(undefined);
      const folder = vscode.workspace.getWorkspaceFolder(this.file);
      this.#run = await runInTerminal(launch, basename(this.file.fsPath), folder);
      await this.#follow(this.#run);
    } catch (error) {
      this.#options.bytes.finish();
      this.trace.setState("failed", sentenceOf(error));
      throw error;
    } finally {
      this.#markDone();
    }
  }

  /** Ends the program with everything it started. Resolves when all of it is gone. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Takes the program's output away. */
  closeTerminal(): void {
    this.#run?.close();
  }

  async #prepare(): Promise<Launch> {
    const settings = runSettings(this.file);
    const env = { ...process.env, ...settings.env };
    const node = await this.#findNode(settings, env);
    const { trace } = this;
    const { include, exclude, cwd, bufferBytes } = settings;
    const { preload } = this.#options;
    const options = { trace: trace.uri.fsPath, preload, cwd, env, include, exclude, bufferBytes };
    const launch = prepareFile(node, this.file.fsPath, settings.args, options);
    return { ...launch, args: [...settings.nodeArgs, ...launch.args], env: { ...settings.env, ...launch.env } };
  }

  async #findNode({ nodePath, cwd }: RunSettings, env: NodeJS.ProcessEnv): Promise<FoundNode> {
    const search = await findNode({ setting: nodePath, cwd, env });
    const { log } = this.#options;
    for (const { path, version } of search.passedOver) log.info(`passed over Node ${version} at ${path}: too old`);
    if (!search.ok) throw search.problem;
    log.info(`Node ${search.node.version} at ${search.node.path} (${search.node.origin}), found after ${this.#age()}`);
    return search.node;
  }

  async #follow(run: TerminalRun): Promise<void> {
    this.#pid = await run.started;
    if (this.#pid !== undefined) {
      this.#options.onStarted();
      this.#options.log.info(`process ${this.#pid} started ${this.#age()} after the command`);
      if (!this.#stopping) this.trace.setState("running");
    }
    const exitCode = await run.ended;
    if (this.#pid === undefined && !this.#stopping) throw new Error(NOT_STARTED);
    await this.#end(exitCode);
  }

  async #end(exitCode: number | undefined): Promise<void> {
    const { bytes, log } = this.#options;
    bytes.flush();
    await this.trace.feed.caughtUp();
    this.#appendExit(exitCode);
    bytes.finish();
    await this.trace.feed.finish();
    const { events, losses } = this.trace.feed.model;
    log.info(
      `process ${this.#pid ?? "never started"} ended with ${exitCode ?? "no exit code"} after ${this.#age()}: ` +
        `${events} events, ${bytes.size} bytes, ${losses.droppedEvents} dropped, ${losses.uninstrumented.length} files not traced`,
    );
    this.trace.setState("ended");
  }

  /** Terminals report 0 for a process that a signal ended, so 0 counts only when the program said so itself. */
  #appendExit(exitCode: number | undefined): void {
    if (this.#pid === undefined) return;
    const main = this.trace.feed.model.threads.find(
      ({ start }) => start.pid === this.#pid && start.threadKind === "main",
    );
    const known = exitCode !== undefined && (exitCode !== 0 || main?.end != null);
    const signal = !known && this.#stopping ? "SIGTERM" : null;
    const cut = appendExit(this.trace.uri.fsPath, { pid: this.#pid, exitCode: known ? exitCode : null, signal });
    if (cut === null) return;
    this.#options.log.warn(`the trace could not be written to its end: ${cut.reason}`);
    void vscode.window.showWarningMessage(
      `The trace of ${basename(this.file.fsPath)} is cut short (${cut.reason}): ${cut.remedy}, and trace the file again.`,
    );
  }

  async #stop(): Promise<void> {
    const { log } = this.#options;
    const pid = this.#pid ?? (await this.#run?.started);
    if (pid === undefined) return this.#run?.terminate();
    const left = await stopTree({ root: pid, launchedMs: this.#launchedMs, recorded: this.#recorded() });
    if (left.length > 0) log.warn(`still running after Stop: ${left.join(", ")}`);
    log.info(`stopped process ${pid} and what it started`);
  }

  /** Processes of the trace, some of which may have left the tree of the first. */
  #recorded(): RecordedProcess[] {
    return this.trace.feed.model.threads
      .filter(({ start }) => start.threadKind === "main")
      .map(({ start }) => ({ pid: start.pid, wallMs: start.anchor.wallMs }));
  }

  #age(): string {
    return since(this.#startedMs);
  }
}
