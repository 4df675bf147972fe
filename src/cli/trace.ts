import { resolve } from "node:path";
import { findNode } from "../launch/find-node.ts";
import { prepareFile } from "../launch/prepare.ts";
import type { ProgramEnd } from "../launch/run.ts";
import { traceNameOf } from "../launch/trace-file.ts";
import { parse, splitProgram } from "./arguments.ts";
import { usageErrors } from "./errors.ts";
import { record, recordingOptions, workingFolder } from "./record.ts";

const options = { ...recordingOptions, node: { type: "string" } } as const;

/** `awaitscope trace [options] <file> [arguments]`. Null when only help was asked for. */
export async function trace(args: readonly string[]): Promise<ProgramEnd | null> {
  const { own, program } = splitProgram(args, options);
  const { values } = parse("trace", own, options);
  if (values.help) return null;
  const [given, ...programArgs] = program;
  if (!given) throw usageErrors.noFile();
  const file = resolve(given);

  const search = await findNode({ cwd: workingFolder(values), setting: values.node ?? "" });
  if (!search.ok) throw search.problem;
  const { node, passedOver } = search;
  const old = passedOver[0];
  return record({
    values,
    name: traceNameOf(file),
    prepare: (options) => prepareFile(node, file, programArgs, options),
    passedOver: old && { old, used: `${node.path} ${node.version}` },
  });
}
