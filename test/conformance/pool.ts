/** Runs a job when one of a fixed number of places is free. */
export type Pool = <T>(job: () => Promise<T>) => Promise<T>;

export function createPool(places: number): Pool {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
