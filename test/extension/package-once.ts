import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./code-server.ts";

let packed: Promise<string> | undefined;

/** The packaged extension, made once for all tests of a file. `AWAITSCOPE_VSIX` names one that is there already. */
export function packageOnce(): Promise<string> {
  packed ??= process.env.AWAITSCOPE_VSIX ? Promise.resolve(process.env.AWAITSCOPE_VSIX) : pack();
  return packed;
}

async function pack(): Promise<string> {
  const folder = join(root, ".cache", "test");
  mkdirSync(folder, { recursive: true });
  const vsix = join(folder, "awaitscope.vsix");
  await promisify(execFile)(process.execPath, [join(root, "scripts", "package.mjs"), vsix], { cwd: root });
  return vsix;
}
