/** Installs the tools that the ways of loading need, and lays the projects out beside them. */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages, packagesFolder } from "../../../scripts/lib/packages.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
export const FOLDER = packagesFolder(HERE, "loaders");
export const PROJECTS = join(FOLDER, "projects");

/** Throws with npm's own words when it fails. */
export async function installLoaders(): Promise<void> {
  await installPackages(HERE, "loaders");
  // The older Node among them is called by its path; here npm would take it for the one to run scripts with.
  rmSync(join(FOLDER, "node_modules/.bin/node"), { force: true });
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
