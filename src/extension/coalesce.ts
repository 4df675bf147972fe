/**
 * Runs `work` at once, and once more after it when it was asked for meanwhile: many requests while one is under way
 * become a single one. `work` must handle its own errors.
 */
export function coalesce(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  async function run(): Promise<void> {
    running = true;
    do {
      again = false;
      await work();
    } while (again);
    running = false;
  }
  return () => {
    if (running) again = true;
    else void run();
  };
}
