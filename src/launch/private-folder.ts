import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "./errors.ts";

/**
 * Makes a folder and those above it for their owner alone (0700); what exists stays as it is. Throws the system's error.
 * Not `mkdir` with `recursive`: that one never returns where a parent exists and still nothing can be made in it, as in
 * /proc (seen on Node 20 to 26).
 */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    if (errorCode(error) !== "ENOENT" || dirname(folder) === folder) throw error;
    makePrivateFolder(dirname(folder));
    mkdirSync(folder, 0o700);
  }
}
