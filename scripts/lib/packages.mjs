import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

const ARGS = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/**
 * Where {@link installPackages} puts what `folder` asks for: outside of the source, a folder for each content of the lock file.
 * @param {string} folder has a package.json with its lock file
 * @param {string} name of the folder in the cache
 */
export function packagesFolder(folder, name) {
  const lock = readFileSync(join(folder, "package-lock.json"));
  return join(root, ".cache", `${name}-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
}

/**
 * Installs what `folder` asks for, once. Gives the folder that has `node_modules`; throws with what npm says.
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function installPackages(folder, name) {
  const installed = packagesFolder(folder, name);
  if (existsSync(installed)) return installed;
  const unfinished = `${installed}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(folder, file), join(unfinished, file));
  // Not `npm ci`: it insists on the optional packages of every platform, which not every registry has.
  const { code, output } = await run("npm", ARGS, { cwd: unfinished });
  if (code !== 0) throw new Error(`npm install in ${name} failed:\n${output}`);
  renameSync(unfinished, installed);
  return installed;
}
