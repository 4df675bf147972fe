// A real VS Code for the tests: code-server, an npm package that serves VS Code to a browser.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";
import { buildTools, ensure } from "./system.mjs";

const VERSION = "4.139.1";
const folder = join(root, ".cache", "code-server");

/**
 * Installs it once into .cache/code-server, in two to four minutes. An install that was cut short leaves only its
 * own temporary folder, which the next one removes.
 * @returns {Promise<string>} empty, or the line that says why it is not there
 */
export async function ensureCodeServer() {
  if (isInstalled(folder)) return "";
  const missing = await ensure(buildTools);
  return missing === "" ? installCodeServer(folder) : missing;
}

/**
 * @param {string} target
 * @returns {Promise<string>} empty, or why it failed
 */
export async function installCodeServer(target) {
  const work = `${target}.partial`;
  for (const old of [work, target]) rmSync(old, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const manifest = { private: true, dependencies: { "code-server": VERSION } };
  writeFileSync(join(work, "package.json"), JSON.stringify(manifest));
  const env = {
    // Its install script fetches VS Code's own dependencies and builds the native ones; npm 12 runs none unasked.
    npm_config_dangerously_allow_all_scripts: "true",
    npm_config_loglevel: "error",
    // The npm that runs us says here which Node it is on itself, and the install script would believe it.
    npm_config_user_agent: undefined,
    npm_config_local_prefix: undefined,
  };
  const { code, output } = await run(npm(), [...npmArgs(), "install", "--no-audit", "--no-fund"], { cwd: work, env });
  if (code !== 0 || !isInstalled(work)) return `code-server could not be installed:\n${output.trim().slice(-2000)}`;
  renameSync(work, target);
  return "";
}

/** Its own files and, last to be installed, the dependencies of VS Code's extensions. */
function isInstalled(/** @type {string} */ where) {
  const home = join(where, "node_modules", "code-server");
  const parts = ["out/node/entry.js", "lib/vscode/node_modules", "lib/vscode/extensions/node_modules"];
  return parts.every((part) => existsSync(join(home, part)));
}

/** The npm that runs us, on the project's Node: code-server insists on that line of Node. */
function npm() {
  return process.env.npm_execpath ? process.execPath : "npm";
}

function npmArgs() {
  return process.env.npm_execpath ? [process.env.npm_execpath] : [];
}
