/** Numbers of the threads of a process: Node counts the drain worker, the program and the trace do not. */
export interface ThreadIds {
  /** Without the drain worker. */
  shown(actual: number): number;
  /** Node's own. */
  actual(shown: number): number;
}

/** `drainThread`: Node's number of the drain worker, 0 while there is none. */
export function createThreadIds(drainThread: () => number): ThreadIds {
  const first = () => drainThread() || Number.POSITIVE_INFINITY;
  return {
    shown: (actual) => (actual > first() ? actual - 1 : actual),
    actual: (shown) => (shown >= first() ? shown + 1 : shown),
  };
}
