#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LaunchError } from "../launch/errors.ts";
import type { ProgramEnd } from "../launch/run.ts";
import { endLike } from "./end-like.ts";
import { ExitCode, UsageError, usageErrors } from "./errors.ts";
import { exec } from "./exec.ts";
import { exportTrace } from "./export.ts";
import { commandHelp, help } from "./help.ts";
import { report } from "./report.ts";
import { trace } from "./trace.ts";

/** Commands that run a program end as it ends; the others end with Ok, or fail. */
const programs: Readonly<Record<string, (args: readonly string[]) => Promise<ProgramEnd | null>>> = { trace, exec };
const readers: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  report,
  export: exportTrace,
};

async function main([command, ...args]: readonly string[]): Promise<void> {
  if (command === undefined) return fail(help, ExitCode.Usage);
  if (["--help", "-h", "help"].includes(command)) return say(commandHelp[args[0] ?? ""] ?? help);
  if (["--version", "-v", "-V"].includes(command)) return say(`${version()}\n`);
  if (Object.hasOwn(programs, command)) {
    const end = await programs[command]!(args);
    return end ? endLike(end) : say(commandHelp[command]!);
  }
  if (!Object.hasOwn(readers, command)) throw usageErrors.unknownCommand(command);
  if (!(await readers[command]!(args))) say(commandHelp[command]!);
}

function say(text: string): void {
  process.stdout.write(text);
}

function fail(text: string, code: number): void {
  process.stderr.write(text);
  process.exitCode = code;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as { version: string };
  return version;
}

function exitCodeOf(error: unknown, command: string | undefined): number {
  if (error instanceof LaunchError && error.code === "command-missing") return ExitCode.NotFound;
  if (error instanceof LaunchError && error.code === "command-not-executable") return ExitCode.NotExecutable;
  if (Object.hasOwn(programs, command ?? "")) return ExitCode.NotStarted;
  return error instanceof UsageError ? ExitCode.Usage : ExitCode.Failed;
}

const args = process.argv.slice(2);
main(args).catch((error: unknown) => {
  // Errors that people can do something about are sentences; anything else is a fault of ours and shows its stack.
  const expected = error instanceof Error && /^(?:Usage|File|Launch|Trace)Error$/.test(error.name);
  const text = expected ? error.message : error instanceof Error ? error.stack : String(error);
  fail(`awaitscope: ${text}\n`, exitCodeOf(error, args[0]));
});
