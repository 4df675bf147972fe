/**
 * Notices that the process, or a worker thread, is about to end, for one last drain.
 *
 * An `exit` listener would show in `process.listeners("exit")` and a wrapped `process.emit` in every stack taken in a
 * user's listener. But whoever ends a process looks up `process.emit` just before (Node's C++ after the loop ran dry,
 * `process.exit`, the handling of an uncaught error), with `process._exiting` already set. So `emit` becomes an
 * accessor that gives the very function it always gave, and when it is asked for at an exit, sees to it that we come
 * last. `process.exit` looks up `process.reallyExit` afterwards, also behind exit listeners that call it again: that is
 * last enough. Otherwise a listener is added, gone with the process; but a second listener would send the only one the
 * program has down another path of `emit`, which shows in stacks, so that one is wrapped, as `once` wraps.
 *
 * Nothing runs at SIGKILL, at a signal without a handler, or at `worker.terminate()`: there the drain worker has all but the
 * last 10 ms, and for a worker's last ones its parent.
 */
import { getCallSites } from "node:util";
import { guard } from "./faults.ts";
import { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, node } from "./intrinsics.ts";

type Listener = (this: unknown, code: number) => unknown;

interface ExitingProcess {
  readonly _exiting?: boolean;
  readonly exitCode?: number | string | null;
  readonly _events?: { exit?: Listener | Listener[] };
}

export interface ExitEvents {
  /** The end may be near: exit listeners run, or someone looked up how to end the process without them. */
  onExiting(): void;
  /** Runs once, as late as can be, with the exit code. */
  onExit(exitCode: number): void;
}

export interface ExitWatch {
  /**
   * To be told of every error that nobody caught, after Node has dealt with it, with the exit code that it stands for: 0
   * where a handler took it. Once an exit listener has thrown one, no other listener runs and nobody looks anything up:
   * this is the last moment. So it is when a handler of such errors throws: exit code 7.
   */
  onFatal(exitCode: 0 | 1 | 7): void;
}

export function watchExit({ onExiting, onExit }: ExitEvents): ExitWatch {
  const target = process as unknown as ExitingProcess;
  const { on } = process;
  let isExpected = false;
  let isFatal = false;
  let isDone = false;

  const finish = (code: number): void =>
    guard(() => {
      if (isDone) return;
      isDone = true;
      const { exitCode } = target;
      onExit(typeof exitCode === "number" ? exitCode : isFatal ? 1 : code);
    }, undefined);
  intercept(getPrototypeOf(process)!, "emit", process.emit, () => {
    if (isDone || target._exiting !== true) return;
    onExiting();
    const asker = whoAsks();
    if (asker === Asker.Fatal) isFatal = true;
    if (isExpected || asker === Asker.ProcessExit) return;
    isExpected = true;
    const only = target._events?.exit;
    if (typeof only === "function") target._events!.exit = followedBy(only, finish);
    else node.apply(on, process, ["exit", finish]);
  });
  intercept(process, "reallyExit", (process as unknown as { reallyExit: unknown }).reallyExit, () => {
    if (target._exiting === true) finish(0);
    else onExiting();
  });
  return {
    onFatal: (exitCode) =>
      guard(() => {
        if (target._exiting === true || exitCode === 7) finish(exitCode);
      }, undefined),
  };
}

/** As `events` wraps for `once`: `listeners()` and `off()` see the listener itself. */
function followedBy(only: Listener, finish: (code: number) => void): Listener {
  const both = function (this: unknown, code: number) {
    const result = node.apply(only, this, [code]);
    finish(code);
    return result;
  };
  both.listener = only;
  return both;
}

/** Who is looking up how to emit an event at an exit. */
const Asker = { ProcessExit: "node:internal/process/per_thread", Fatal: "node:internal/process/execution" } as const;

function whoAsks(): string | null {
  const sites = getSites(8);
  for (let at = 0; at < sites.length; at++) {
    const { scriptName } = sites[at]!;
    if (scriptName === Asker.ProcessExit || scriptName === Asker.Fatal) return scriptName;
  }
  return null;
}

/** Not in Node 20, of which only the end is recorded. */
const getSites = (getCallSites as typeof getCallSites | undefined) ?? (() => []);

/** Makes `key` an accessor that behaves as the data property it was, and tells when it is read. */
export function intercept(holder: object, key: string, initial: unknown, onRead: () => void): void {
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
