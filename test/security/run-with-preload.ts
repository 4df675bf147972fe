import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { addRequire } from "../../src/protocol/node-options.ts";

const PRELOAD = fileURLToPath(new URL("../../dist/preload.cjs", import.meta.url));

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs this Node with the preload, as a launcher would, and with `env` for all environment. */
export function runWithPreload(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, NODE_OPTIONS: addRequire(undefined, PRELOAD), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (piece: string) => {
      text[name] += piece;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...text, code }));
  });
}
