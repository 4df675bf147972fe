/**
 * Notices that the process, or a worker thread, is about to end, for one last drain.
 *
 * An `exit` listener would show in `process.listeners("exit")` and a wrapped `process.emit` in every stack taken in a
 * user's listener. But whoever ends a process looks up `process.emit` just before (Node's C++ after the loop ran dry,
 * `process.exit`, the handling of an uncaught error), with `process._exiting` already set. So `emit` becomes an
 * accessor that gives the very function it always gave, and when it is asked for at an exit, adds a listener: last in
 * line, alone on the stack, gone with the process. `process.reallyExit` is looked up the same way by a `process.exit`
 * inside an exit listener, behind which no later listener runs.
 *
 * Nothing runs at SIGKILL, at a signal without a handler, `abort()`, or `worker.terminate()`: there the drain worker has all
 * but the last 10 ms.
 */
import { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, node } from "./intrinsics.ts";

interface ExitingProcess {
  readonly _exiting?: boolean;
  readonly exitCode?: number | string | null;
  on(event: "exit", listener: (code: number) => void): unknown;
}

export interface ExitEvents {
  /** The end has begun, and exit listeners may still run. Called whenever the process looks up how to emit an event then. */
  onExiting(): void;
  /** Runs once, as late as can be, with the exit code. */
  onExit(exitCode: number): void;
}

export interface ExitWatch {
  /**
   * To be told of every error that nobody caught, after Node has dealt with it. Once an exit listener has thrown one, no
   * other listener runs and nobody looks anything up: this is the last moment.
   */
  onFatal(isHandled: boolean): void;
}

/** What the events do must not throw. */
export function watchExit({ onExiting, onExit }: ExitEvents): ExitWatch {
  const target = process as unknown as ExitingProcess;
  const { on } = process;
  let isExpected = false;
  let isDone = false;

  const finish = (code: number) => {
    if (isDone) return;
    isDone = true;
    const { exitCode } = target;
    onExit(typeof exitCode === "number" ? exitCode : code);
  };
  intercept(getPrototypeOf(process)!, "emit", process.emit, () => {
    if (isDone || target._exiting !== true) return;
    onExiting();
    if (isExpected) return;
    isExpected = true;
    node.apply(on, process, ["exit", finish]);
  });
  intercept(process, "reallyExit", (process as unknown as { reallyExit: unknown }).reallyExit, () => {
    if (target._exiting === true) finish(0);
  });
  return {
    onFatal(isHandled) {
      if (target._exiting === true) finish(isHandled ? 0 : 1);
    },
  };
}

/** Makes `key` an accessor that behaves as the data property it was, and tells when it is read. */
function intercept(holder: object, key: string, initial: unknown, onRead: () => void): void {
  let value = initial;
  defineProperty(holder, key, {
    configurable: true,
    enumerable: getOwnPropertyDescriptor(holder, key)?.enumerable ?? false,
    get() {
      try {
        onRead();
      } catch {
        // The program ends as it would have.
      }
      return value;
    },
    set(replacement: unknown) {
      value = replacement;
    },
  });
}
