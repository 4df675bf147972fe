import { spawn } from "node:child_process";

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code, or the signal's name. */
  readonly end: number | string;
}

export interface ProcessOptions {
  readonly input: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The process is killed when it has written nothing for so long. */
  readonly silenceMs?: number;
}

/** Runs a command with next to nothing of this process's environment. Rejects only where it cannot be started. */
export function runProcess(command: string, args: readonly string[], options: ProcessOptions): Promise<Ended> {
  const { input, cwd, env, silenceMs = 600_000 } = options;
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "UTC", NO_COLOR: "1", ...env },
  });
  child.stdin.on("error", () => {}).end(input);
  const watchdog = setTimeout(() => child.kill("SIGKILL"), silenceMs);
  const read = (stream: NodeJS.ReadableStream) => {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => {
      watchdog.refresh();
      parts.push(part);
    });
    return () => Buffer.concat(parts).toString();
  };
  const stdout = read(child.stdout);
  const stderr = read(child.stderr);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(watchdog);
      resolve({ stdout: stdout(), stderr: stderr(), end: signal ?? code ?? -1 });
    });
  });
}
