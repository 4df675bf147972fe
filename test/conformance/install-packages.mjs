/** The packages of `packages/package-lock.json`, installed once outside of the source. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const here = fileURLToPath(new URL("packages/", import.meta.url));

/** Gives the folder with `node_modules`: that of AWAITSCOPE_PACKAGES, or one for each content of the lock file. */
export function installPackages() {
  const given = process.env.AWAITSCOPE_PACKAGES ?? "";
  if (given !== "") return given;
  const lock = readFileSync(join(here, "package-lock.json"));
  const folder = join(root, ".cache", `packages-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(here, name), join(unfinished, name));
  // Not `npm ci`: it insists on the optional packages of every platform, which not every registry has.
  const args = ["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", args, { cwd: unfinished, stdio: ["ignore", "ignore", "inherit"] });
  renameSync(unfinished, folder);
  return folder;
}
