/** Runs of the real probes for the recorder's own sake. Their records must not reach the trace. */
import { clockMs } from "./intrinsics.ts";
import type { Probes } from "./probes.ts";

const CALLS = 250;
const EVENTS_PER_CALL = 4;

/**
 * Calls every probe once, so that it is compiled: compiling needs some 40 KB of stack, and a program that runs into
 * the end of its stack would see that much of it gone, and an error at each of the hundreds of calls in between.
 */
export function compileProbes(probes: Probes): void {
  const { p, q, e, h, g, s, d, u, w, c, x, f, i, b, n, z, y, v, m, a, j, k } = probes;
  q(p(), 0);
  const task = e(0);
  u(task, s(task, 0, new Promise<void>(ignore)));
  s(task, 0, {});
  s(task, 0, 0);
  c(task);
  i(task, 0, 0);
  b(task, 0);
  n(task, 0);
  z(task, 0);
  a(0, Promise.all(m([Promise.resolve()])));
  j(task, 0)[Symbol.dispose]();
  k(task, 0)[Symbol.dispose]();
  x(task, 0);
  f(task);
  const quiet = h(0);
  w(quiet, d(quiet, 0, 0));
  f(quiet);
  const generator = g(0);
  v(generator, y(generator, 0, 0));
  f(generator);
}

/**
 * What one event costs right now in this very process, milliseconds: as warm or cold as the program left the probes,
 * with the promise and its hook that come with every call.
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
