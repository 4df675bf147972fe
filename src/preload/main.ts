/**
 * The preload of every traced Node process and worker, loaded through NODE_OPTIONS before the program's first line.
 * Whatever goes wrong in here, the program runs as it would have without it.
 */

import { hide } from "./processes/launch-environment.ts";
import { warnUnrecorded } from "./warning.ts";

declare function require(path: "./start.ts"): typeof import("./start.ts");

try {
  // Here and not as an import: what the files of the recorder do as they load may fail too.
  require("./start.ts").start(__filename);
} catch (error) {
  warnUnrecorded(error);
  try {
    hide(process.env, __filename);
  } catch {
    // The program sees two variables of ours.
  }
}
