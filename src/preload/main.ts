/**
 * The preload of every traced Node process and worker, loaded through NODE_OPTIONS before the program's first line.
 * Whatever goes wrong in here, the program runs as it would have without it.
 */

import { start } from "./start.ts";
import { warnUnrecorded } from "./warning.ts";

try {
  start(__filename);
} catch (error) {
  warnUnrecorded(error);
}
