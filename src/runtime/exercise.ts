/** Runs of the real probes for the recorder's own sake. Their records must not reach the trace. */
import { clockMs, readClock } from "./clock.ts";
import { sortNumbers } from "./intrinsics.ts";
import type { PromiseWatch } from "./promise-watch.ts";
import type { Probes } from "./task.ts";

const CALLS = 100;
const MAX_BATCHES = 300;
const EVENTS_PER_BATCH = 5_000;
const EVENTS_PER_CALL = 4;

/**
 * Calls every probe once, so that it is compiled: compiling needs some 40 KB of stack, and a program that runs into
 * the end of its stack would see that much of it gone, and an error at each of the hundreds of calls in between.
 */
export function compileProbes(probes: Probes): void {
  const { p, q, e, h, g, s, d, u, w, c, x, f, i, b, n, z, y, v, m, a, j, k, l, r, o } = probes;
  q(p(), 0);
  const task = e(0);
  u(task, s(task, 0, new Promise<void>(ignore)));
  s(task, 0, {});
  s(task, 0, 0);
  c(task);
  l(task);
  r(task, 0, 0);
  r(task, 0, o(0, Promise.resolve()));
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
  y(generator, 0, 0);
  c(generator);
  y(generator, 0, 0);
  l(generator);
  f(generator);
}

/** Milliseconds that recording takes of the program's thread. */
export interface Cost {
  /** One event, its reading of the clock and its part of the promise hooks. */
  readonly eventMs: number;
  /** One reading of the clock. */
  readonly clockMs: number;
}

/**
 * What recording costs right now in this very process, after `events` events. Two promises go with a call and an await,
 * its own and the one that every await makes; what they cost without the hook, which is off when this returns, is no
 * cost of ours.
 *
 * The more was recorded, the longer this runs, up to some 10 ms: the engine has had that much time to make fast code
 * of the probes in the program, and needs some for the loops here.
 */
export function measureCost(probes: Probes, watch: PromiseWatch, events: number): Cost {
  const batches = Math.min(MAX_BATCHES, 8 + Math.floor(events / EVENTS_PER_BATCH));
  const withProbes = perCall(batches, () => {
    new Promise<void>(ignore);
    const promise = new Promise<void>(ignore);
    const task = probes.e(0);
    probes.u(task, probes.s(task, 0, promise));
    probes.f(task);
  });
  watch.stop();
  const promises = perCall(batches, () => {
    new Promise<void>(ignore);
    new Promise<void>(ignore);
  });
  return { eventMs: Math.max(0, withProbes - promises) / EVENTS_PER_CALL, clockMs: perCall(batches, readClock) };
}

/** The median of the later half of the batches. */
function perCall(batches: number, work: () => void): number {
  const times = new Float64Array(batches);
  for (let batch = 0; batch < batches; batch++) {
    const start = clockMs();
    for (let call = 0; call < CALLS; call++) work();
    times[batch] = (clockMs() - start) / CALLS;
  }
  const later = new Float64Array(times.buffer, 8 * (batches >> 1), batches - (batches >> 1));
  return sortNumbers(later)[later.length >> 1]!;
}

function ignore(): void {}
