/** Runs a program through the real preload with a trace file of its own, and reads what was recorded. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModelBuilder } from "../src/model/builder.ts";
import type { Model } from "../src/model/types.ts";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../src/protocol/launch.ts";
import { addRequire } from "../src/protocol/node-options.ts";
import { PRELOAD } from "./nodes.ts";
import { type Ended, type ProcessOptions, runProcess } from "./run-process.ts";

export interface TracedOptions extends ProcessOptions {
  readonly launch: Omit<LaunchOptions, "trace">;
}

/** `model` is null where the process wrote nothing, as one does that loads no file of interest. */
export async function runTraced(
  node: string,
  args: readonly string[],
  { launch, env, ...options }: TracedOptions,
): Promise<Ended & { model: Model | null }> {
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-traced-"));
  const trace = join(folder, "trace.awaitscope");
  try {
    writeFileSync(trace, "", { mode: 0o600 });
    const added = {
      NODE_OPTIONS: addRequire(env?.NODE_OPTIONS, PRELOAD),
      [LAUNCH_VARIABLE]: JSON.stringify({ ...launch, trace } satisfies LaunchOptions),
    };
    const ended = await runProcess(node, args, { ...options, env: { ...env, ...added } });
    return { ...ended, model: readModel(trace) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readModel(trace: string): Model | null {
  const bytes = readFileSync(trace);
  if (bytes.length === 0) return null;
  const builder = createModelBuilder();
  builder.append(bytes);
  builder.finish();
  return builder.model;
}
