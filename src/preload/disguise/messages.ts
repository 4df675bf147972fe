/**
 * Messages in which V8 or Node quotes the source show the user's. V8 renders the expression that failed from the running
 * code: where it would say "(intermediate value)" for an `await`, it finds the probe around it. Node's `assert` quotes
 * the script's line. Both are put right at the first probe that meets the error, or when its stack is formatted.
 */
import { types } from "node:util";
import type { Probes } from "../../runtime/task.ts";

export interface MessageOptions {
  /** A text without the probes in it. */
  readonly strip: (text: string) => string;
  /** The user's text at a site of this thread; empty where it is not known. */
  readonly textOf: (site: number) => string;
}

/** Rewrites the message of an error that quotes a probe. `site`: where the task that failed last waited. */
export type RestoreMessage = (error: unknown, site?: number) => void;

const { getOwnPropertyDescriptor, defineProperty } = Reflect;
const { isNativeError } = types;
const UNKNOWN = "(intermediate value)";

export function createMessageRestorer({ strip, textOf }: MessageOptions): RestoreMessage {
  return (error, site = 0) => {
    try {
      if (!isNativeError(error)) return;
      const descriptor = getOwnPropertyDescriptor(error, "message");
      const message: unknown = descriptor?.value;
      if (typeof message !== "string" || !message.includes("$aw")) return;
      const restored = strip(withoutCalls(message, () => textOf(site)));
      if (restored === message) return;
      defineProperty(error, "message", { ...descriptor, value: restored });
      // An assertion has formatted its stack already, message and all; other errors do it when asked.
      if (getOwnPropertyDescriptor(error, "code")?.value !== "ERR_ASSERTION") return;
      const { stack } = error;
      if (typeof stack === "string") error.stack = stack.replace(message, () => restored);
    } catch {
      // The message stays as it is.
    }
  };
}

/** The probes that errors pass on their way out of a task or into its `catch`, with a look at the message. */
export function restoringProbes(probes: Probes, restore: RestoreMessage): Probes {
  return {
    ...probes,
    x(task, error) {
      try {
        restore(error, task.site);
      } catch {
        // The end of the stack: the message stays as it is.
      }
      return probes.x(task, error);
    },
    c(task, error?: unknown) {
      try {
        if (error !== undefined) restore(error, task.site);
      } catch {
        // As above.
      }
      probes.c(task);
    },
  };
}

function withoutCalls(message: string, text: () => string): string {
  return message
    .replace(/\$aw(?:_\d+)?\.i\(\.\.\.\) is not a function or its return value is not async iterable/, () =>
      notIterable(text()),
    )
    .replace(
      /\$aw(?:_\d+)?\.[uwva] is not a function or its return value is not iterable/,
      `${UNKNOWN} is not iterable`,
    )
    .replace(/\$aw(?:_\d+)?\.[a-z]\(\.\.\.\)/g, UNKNOWN);
}

/** As V8 says it of the expression itself. */
function notIterable(text: string): string {
  if (/^[\w$.[\]'"]+$/.test(text)) return `${text} is not async iterable`;
  const callee = /^([\w$.]+)\(.*\)$/.exec(text)?.[1];
  if (callee !== undefined) return `${callee}(...) is not a function or its return value is not async iterable`;
  return `${UNKNOWN} is not async iterable`;
}
