/**
 * Faults of our own, which must not become the program's. Every function that the program or Node may call, and that is
 * no probe (those guard themselves), goes through {@link guard}. The first fault of a thread is reported; all are survived.
 */
type Report = (error: unknown) => void;

let report: Report | null = null;

/** To be told of the first fault, once a recorder can say that there was one. What `tell` throws is swallowed. */
export function onFirstFault(tell: Report): void {
  report = tell;
}

/** `run`'s result, or `otherwise` when it throws. `run` must call nothing of the program's. */
export function guard<T, O = T>(run: () => T, otherwise: O): T | O {
  try {
    return run();
  } catch (error) {
    const tell = report;
    report = null;
    try {
      tell?.(error);
    } catch {
      // The program goes on all the same.
    }
    return otherwise;
  }
}
