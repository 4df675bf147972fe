/**
 * A Node that is too old to be traced: the program runs as it is, its environment too, so that what it starts on a newer
 * Node is traced. The trace lists the process, and who launched it reads one line on stderr; processes that a
 * traced program starts say nothing there.
 */
import { LAUNCH_VARIABLE, type LaunchOptions } from "../protocol/launch.ts";
import { OLDEST_NODE } from "../runtime/capabilities.ts";
import type { RecorderStart } from "../runtime/recorder.ts";
import type { Launch } from "./processes/launch-environment.ts";
import { warnUnrecorded } from "./warning.ts";

export function listOldNode({ options }: Pick<Launch, "options">, file: string, started: RecorderStart): void {
  const reason = `Node ${process.versions.node} is too old to be traced: ${OLDEST_NODE} or later is needed`;
  if (started.ok) started.recorder.addLoss(file || "[eval]", reason);
  if (options.startedBy !== undefined || options.saidOldNode === true) return;
  warnUnrecorded(`${reason}.`);
  process.env[LAUNCH_VARIABLE] = JSON.stringify({ ...options, saidOldNode: true } satisfies LaunchOptions);
}
