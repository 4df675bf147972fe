import { prepareCommand } from "../launch/prepare.ts";
import type { ProgramEnd } from "../launch/run.ts";
import { parse, splitProgram } from "./arguments.ts";
import { usageErrors } from "./errors.ts";
import { commandName, record, recordingOptions } from "./record.ts";

/** `awaitscope exec [options] -- <command> [arguments]`. Null when only help was asked for. */
export async function exec(args: readonly string[]): Promise<ProgramEnd | null> {
  const { own, program } = splitProgram(args, recordingOptions);
  const { values } = parse("exec", own, recordingOptions);
  if (values.help) return null;
  const [command, ...commandArgs] = program;
  if (!command) throw usageErrors.noCommand();
  return record({
    values,
    name: commandName(program),
    prepare: (options) => prepareCommand(command, commandArgs, options),
  });
}
