/** Traces of real programs, recorded now. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LAUNCH_VARIABLE, type LaunchOptions } from "../../src/protocol/launch.ts";
import { runWithPreload } from "../security/run-with-preload.ts";

const CASES = fileURLToPath(new URL("../programs/cases/", import.meta.url));
const BUSY = fileURLToPath(new URL("fixtures/busy.mjs", import.meta.url));

/** Programs of test/programs, which between them write every kind of chunk and event. */
const PROGRAMS = [
  ...["async-context.mjs", "async-forms.js", "child-process.mjs", "cjs-imports/main.cjs", "cycle/main.mjs"],
  ...["for-await.mjs", "generators.mjs", "handled-late.mjs", "http.mjs", "order-microtasks.mjs", "process-exit.mjs"],
  ...["streams.mjs", "subclass.mjs", "syntax-error/main.mjs", "thenables.cjs", "typescript.mts", "using.mjs"],
  ...["unhandled-rejection.mjs", "worker.mjs"],
];

export interface RecordedTrace {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Twenty-two traces, most of them small: a mutation of a small file is a larger part of it. */
export async function recordCorpus(): Promise<RecordedTrace[]> {
  const traces: RecordedTrace[] = [];
  for (const name of PROGRAMS) traces.push(await record(name, [join(CASES, name)]));
  for (const count of [3, 30]) traces.push(await recordBusy(count, "others"));
  traces.push(await recordBusy(100, "alone"));
  return traces;
}

/** A program whose trace has about 600 bytes per `count`, three times as many with a worker and a child. */
export function recordBusy(count: number, kind: "alone" | "others"): Promise<RecordedTrace> {
  return record(`busy ${count} ${kind}`, [BUSY, String(count), kind]);
}

async function record(name: string, args: readonly string[]): Promise<RecordedTrace> {
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-corpus-"));
  const trace = join(folder, "t.awaitscope");
  mkdirSync(join(folder, "cache"));
  try {
    writeFileSync(trace, "", { mode: 0o600 });
    const cache = join(folder, "cache");
    const root = dirname(args[0]!);
    const launch: LaunchOptions = { trace, root, include: [], exclude: [], cache, bufferBytes: 8 << 20 };
    await runWithPreload(args, { [LAUNCH_VARIABLE]: JSON.stringify(launch) });
    const bytes = new Uint8Array(readFileSync(trace));
    if (bytes.length < 500) throw new Error(`${name} left no trace`);
    return { name, bytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
