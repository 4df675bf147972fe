import { existsSync } from "node:fs";
import { delimiter, extname, isAbsolute, join, resolve } from "node:path";
import type { Environment } from "./node-places.ts";

/**
 * On Windows `npm` is `npm.cmd`, a script that only cmd.exe can run, and Node refuses to start one without a shell
 * (CVE-2024-27980). Elsewhere the command stays as it is.
 */
export interface SpawnCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly windowsVerbatimArguments?: boolean };
}

export function commandForWindows(
  command: string,
  args: readonly string[],
  platform: string = process.platform,
  env: Environment = process.env,
): SpawnCommand {
  const file = platform === "win32" ? findOnWindows(command, env) : undefined;
  if (!file || !/\.(?:cmd|bat)$/i.test(file)) return { command, args, options: {} };
  const line = [escapeForCmd(file), ...args.map(quoteForCmd)].join(" ");
  return {
    command: env.ComSpec ?? "cmd.exe",
    args: ["/d", "/s", "/c", `"${line}"`],
    options: { windowsVerbatimArguments: true },
  };
}

/**
 * One word for a script that cmd.exe reads twice: once on its command line and once when the script passes `%*` on.
 * First quoted for the program at the end (backslashes before a quote doubled), then every character that means
 * something to cmd.exe escaped twice.
 */
export function quoteForCmd(word: string): string {
  const quoted = `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
  return escapeForCmd(escapeForCmd(quoted));
}

function escapeForCmd(text: string): string {
  return text.replace(/[()%!^"<>&|;, *?`[\]]/g, "^$&");
}

function findOnWindows(command: string, env: Environment): string | undefined {
  const endings = extname(command) ? [""] : (env.PATHEXT ?? ".COM;.EXE;.BAT;.CMD").split(";");
  const folders = /[\\/]/.test(command) || isAbsolute(command) ? [""] : (env.Path ?? env.PATH ?? "").split(delimiter);
  for (const folder of folders) {
    for (const ending of endings) {
      const file = folder ? join(folder, command + ending) : resolve(command + ending);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}
