import { lstatSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./node-places.ts";
import { makePrivateFolder } from "./private-folder.ts";

/**
 * The folder for instrumented code, made for its owner alone; empty when there is none to be had, and then nothing is
 * cached. What lies there will be run, so a folder that belongs to someone else, or that others may write to, is not used.
 */
export function cacheFolder(env: Environment = process.env): string {
  const folder = join(cacheRoot(env), "awaitscope");
  try {
    makePrivateFolder(folder);
    const stat = lstatSync(folder);
    const mine = process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o022) === 0);
    return stat.isDirectory() && mine ? folder : "";
  } catch {
    return "";
  }
}

function cacheRoot(env: Environment): string {
  if (process.platform === "win32") return env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  return env.XDG_CACHE_HOME || join(homedir(), ".cache");
}
