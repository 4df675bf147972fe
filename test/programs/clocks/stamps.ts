/** Programs that note moments by their own clock, and where the trace has the same moments. */
import type { Model } from "../../../src/model/types.ts";
import { functionName } from "../../../src/model/describe.ts";

/** What a program prints: lines of `name number number …`. */
export function readStamps(stdout: string): Map<string, number[][]> {
  const stamps = new Map<string, number[][]>();
  for (const line of stdout.trim().split("\n")) {
    const [name = "", ...numbers] = line.split(" ");
    stamps.set(name, [...(stamps.get(name) ?? []), numbers.map(Number)]);
  }
  return stamps;
}

/** Turns `process.hrtime()` in milliseconds, which all processes share, into the axis. */
export function machineToAxis({ threads }: Model): (ms: number) => number {
  const zeroMs = Math.min(...threads.map(({ start }) => Number(start.anchor.monotonicNs) / 1e6));
  return (ms) => ms - zeroMs;
}

/** Rows of the tasks of a function, in the order of the trace. */
export function tasksNamed(model: Model, name: string): number[] {
  const { tasks } = model;
  return Array.from({ length: tasks.length }, (_, task) => task).filter(
    (task) => functionName(model, tasks.site[task]!) === name,
  );
}

/** The least of what up to `times` runs give: other programs of the machine can only make it more. Stops at one that is small enough. */
export async function leastOf(times: number, enough: number, run: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < times && least > enough; at++) least = Math.min(least, await run());
  return least;
}

/** The same for many figures at once: the least of each, since what holds up one seldom holds up the same in the next run. */
export async function leastOfEach(
  times: number,
  enough: number,
  run: () => Promise<Map<string, number>>,
): Promise<Map<string, number>> {
  const least = new Map<string, number>();
  for (let at = 0; at < times && (at === 0 || Math.max(...least.values()) > enough); at++) {
    for (const [name, figure] of await run()) least.set(name, Math.min(figure, least.get(name) ?? figure));
  }
  return least;
}
