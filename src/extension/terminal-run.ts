import * as vscode from "vscode";
import type { Launch } from "../launch/prepare.ts";

/** A program in a terminal of the editor. */
export interface TerminalRun {
  /** Its process id; undefined when it ended, or could not be started, before there was one. */
  readonly started: Promise<number | undefined>;
  /** Its exit code; undefined when the editor knows none. */
  readonly ended: Promise<number | undefined>;
  /** Ends it the editor's way. */
  terminate(): void;
  /** Closes the terminal with what the program printed. */
  close(): void;
}

/**
 * Starts a prepared program as a task. Of the editor's three ways to a terminal it is the only one that gives all of
 * it: a real terminal that can be typed at, output that stays after the end, the exit code, and a process without a
 * shell in between (no quoting, and the process id is the program's).
 */
export async function runInTerminal(
  launch: Launch,
  name: string,
  scope: vscode.WorkspaceFolder | undefined,
): Promise<TerminalRun> {
  const execution = new vscode.ProcessExecution(launch.command, [...launch.args], {
    cwd: launch.cwd,
    env: { ...launch.env },
  });
  const definition = { type: "awaitscope", trace: launch.trace };
  const task = new vscode.Task(definition, scope ?? vscode.TaskScope.Global, name, "Awaitscope", execution, []);
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    echo: false,
    focus: false,
    clear: true,
    showReuseMessage: false,
  };

  const started = new Latch<number | undefined>();
  const ended = new Latch<number | undefined>();
  const ours = (other: vscode.TaskExecution) => other.task.definition.trace === launch.trace;
  let terminal: vscode.Terminal | undefined;
  const listeners = vscode.Disposable.from(
    vscode.window.onDidOpenTerminal((opened) => {
      if (opened.name === name) terminal ??= opened;
    }),
    vscode.tasks.onDidStartTaskProcess((event) => {
      if (ours(event.execution)) started.resolve(event.processId);
    }),
    vscode.tasks.onDidEndTaskProcess((event) => {
      if (ours(event.execution)) ended.resolve(event.exitCode);
    }),
    // The last event of every task, and the only one when its process could not be started.
    vscode.tasks.onDidEndTask((event) => {
      if (ours(event.execution)) ended.resolve(undefined);
    }),
  );
  void ended.promise.then(() => {
    started.resolve(undefined);
    listeners.dispose();
  });

  try {
    const running = await vscode.tasks.executeTask(task);
    return {
      started: started.promise,
      ended: ended.promise,
      terminate: () => running.terminate(),
      close: () => terminal?.dispose(),
    };
  } catch (error) {
    ended.resolve(undefined);
    throw error;
  }
}

/** A promise and what settles it; the runtime's own needs Node 22, and an editor's server may run on 20. */
class Latch<T> {
  resolve!: (value: T) => void;
  readonly promise = new Promise<T>((resolve) => {
    this.resolve = resolve;
  });
}
