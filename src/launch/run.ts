import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { appendExit, type CutShort } from "./append-exit.ts";
import { errorCode, launchErrors, reasonOf } from "./errors.ts";
import type { Launch } from "./prepare.ts";
import { isInForeground } from "./terminal.ts";
import { commandForWindows } from "./windows-command.ts";

/** How a program ended: exit code or signal is null. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Some process wrote to the trace. */
  readonly recorded: boolean;
  /** Null where nothing kept the trace from being written. */
  readonly cutShort: CutShort | null;
}

/** Sent by a terminal to every process of its foreground group; the others come to one process alone. */
const KEYBOARD_SIGNALS = new Set<NodeJS.Signals>(["SIGINT", "SIGQUIT", "SIGHUP", "SIGCONT", "SIGBREAK"]);
const FORWARDED: readonly NodeJS.Signals[] =
  process.platform === "win32"
    ? ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT"];

/**
 * Runs a prepared program in this process's terminal, with this process's stdin, stdout and stderr. Signals to this
 * process go on to the program, and this process stays until the program has ended. Appends the Exit chunk to the
 * trace. Throws a LaunchError when the command cannot be run.
 */
export async function runProgram(launch: Launch): Promise<ProgramEnd> {
  const child = start(launch);
  const stopForwarding = forwardSignals(child);
  try {
    const end = await programEnd(child, launch.command);
    const size = statSync(launch.trace, { throwIfNoEntry: false })?.size;
    const cutShort = size === 0 ? null : appendExit(launch.trace, { pid: child.pid!, ...end });
    return { ...end, recorded: size !== undefined && size > 0, cutShort };
  } finally {
    stopForwarding();
  }
}

function start(launch: Launch): ChildProcess {
  const { command, args, options } = commandForWindows(launch.command, launch.args);
  return spawn(command, args, {
    ...options,
    cwd: launch.cwd,
    env: { ...process.env, ...launch.env },
    stdio: "inherit",
  });
}

function programEnd(child: ChildProcess, command: string): Promise<Pick<ProgramEnd, "exitCode" | "signal">> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      const missing = errorCode(error) === "ENOENT";
      reject(
        missing ? launchErrors.commandMissing(command) : launchErrors.commandNotExecutable(command, reasonOf(error)),
      );
    });
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals) => {
    if (KEYBOARD_SIGNALS.has(signal) && isInForeground()) return;
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward);
  };
}
