import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder of this test file's own, gone after its last test. The name has what breaks careless quoting. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `awaitscope "ünï" 'x' $y `)));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
