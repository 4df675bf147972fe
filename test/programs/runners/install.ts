/** The packages that the projects need, installed once for each content of the lock file, outside of the source. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = fileURLToPath(new URL("../../../.cache/", import.meta.url));

/** Gives the folder with `node_modules`. Throws with what npm says. */
export function installRunners(): string {
  const lock = readFileSync(join(HERE, "package-lock.json"));
  const folder = join(CACHE, `runners-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(HERE, name), join(unfinished, name));
  // Not `npm ci`: it insists on the optional packages of every platform, which not every registry has.
  const args = ["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", args, { cwd: unfinished, stdio: "pipe" });
  renameSync(unfinished, folder);
  return folder;
}
