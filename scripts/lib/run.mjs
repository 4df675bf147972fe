import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The project's own tools first: its Node, and what it has installed, whatever the machine has. */
const path = `${fileURLToPath(new URL("../../node_modules/.bin", import.meta.url))}${delimiter}${process.env.PATH}`;

/**
 * Runs a command in the repository and collects what it prints, both streams in the order of arrival.
 * `env` is added to this process's own; a variable that is undefined there is taken away. A command that cannot be
 * started ends with code 127 and the reason as its output.
 * @param {string} command
 * @param {readonly string[]} [args]
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args = [], { cwd = root, env = {}, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, PATH: path, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
        output += text;
        onOutput?.(text);
      });
    }
    child.on("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on("close", (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}\n${signal}` : output }));
  });
}
