/** Installs the tools that the ways of loading need, once per lock file, and lays the projects out beside them. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const FOLDER = join(ROOT, ".cache/loaders");
export const PROJECTS = join(FOLDER, "projects");
const INSTALLED = join(FOLDER, "installed-lock.json");

/** Throws with npm's own words when it fails. */
export function installLoaders(): void {
  const lock = readFileSync(join(HERE, "package-lock.json"), "utf8");
  if (!existsSync(INSTALLED) || readFileSync(INSTALLED, "utf8") !== lock) {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    for (const name of ["package.json", "package-lock.json"]) cpSync(join(HERE, name), join(FOLDER, name));
    // Not `npm ci`: it refuses a lock file without the packages for other systems that a registry may not carry.
    runTool("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"], FOLDER);
    writeFileSync(INSTALLED, lock);
  }
  rmSync(PROJECTS, { recursive: true, force: true });
  cpSync(join(HERE, "projects"), PROJECTS, { recursive: true, verbatimSymlinks: true });
}

/** Runs a tool to its end in a folder, and throws with what it printed when it fails. */
export function runTool(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...withoutNpm(process.env), ...env },
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? ""}\n${stdout}\n${stderr}`.slice(0, 4000));
}

/** What the npm that runs the tests tells its children would be believed by another. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !/^npm_(?!config_(?:registry|cache|userconfig))/i.test(key)));
}
