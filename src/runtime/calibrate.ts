import { clockMs } from "./intrinsics.ts";
import type { Probes } from "./probes.ts";

const CALLS = 250;
const EVENTS_PER_CALL = 4;

/**
 * What one event costs right now in this very process, milliseconds: a burst through the real probes, as warm or cold
 * as the program left them, with the promise and its hook that come with every call. Its records are in the ring
 * afterwards and must not be drained.
 */
export function measureProbesMs(probes: Probes): number {
  const start = clockMs();
  for (let call = 0; call < CALLS; call++) {
    const promise = new Promise<void>(ignore);
    const task = probes.e(0);
    probes.u(task, probes.s(task, 0, promise));
    probes.f(task);
  }
  return (clockMs() - start) / (CALLS * EVENTS_PER_CALL);
}

function ignore(): void {}
