/** The independent reader, asked. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TraceError } from "../../src/format/decode.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { dumpModel } from "../../src/model/dump.ts";

const READER = fileURLToPath(new URL(".", import.meta.url));
const MAX_OUTPUT_BYTES = 1 << 30;

/** What the reader in Python says of each trace: its dump, or the word for what is no trace. */
export async function pythonDumps(traces: readonly Uint8Array[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-reader-"));
  try {
    const files = traces.map((bytes, at) => {
      const file = join(folder, `${at}.awaitscope`);
      writeFileSync(file, bytes);
      return file;
    });
    const args = ["-B", READER, ...files];
    const { stdout } = await promisify(execFile)("python3", args, { maxBuffer: MAX_OUTPUT_BYTES });
    return stdout.split(/(?<=\n)\f\n/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same of ours. */
export function ownDump(bytes: Uint8Array): string {
  const builder = createModelBuilder();
  try {
    builder.append(bytes);
    builder.finish();
  } catch (error) {
    if (error instanceof TraceError) return `${error.problem}\n`;
    throw error;
  }
  return Buffer.from(dumpModel(builder.model)).toString();
}
