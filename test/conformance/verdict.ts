import type { Run } from "./tests.ts";

/** What a run of a test did, as its host process tells. */
export interface Result {
  readonly id: number;
  readonly printed: readonly string[];
  /** `Type: message` of what the script or module threw; empty when it did not. */
  readonly thrown: string;
  /** Rejections that nobody handled. */
  readonly unhandled: number;
  readonly isOver: boolean;
  readonly exitCode: number;
}

export interface Verdict {
  readonly passed: boolean;
  /** All that could be seen of the run: two runs that did the same have the same text. */
  readonly text: string;
}

const COMPLETE = "Test262:AsyncTestComplete";

/** `failure`: why there is no result, where there is none. */
export function verdictOf({ test }: Run, result: Result | null, failure: string): Verdict {
  if (result === null) return { passed: false, text: failure };
  const { printed, thrown, unhandled, isOver, exitCode } = result;
  const text = [
    ...printed,
    thrown === "" ? "" : `throws ${thrown}`,
    isOver ? "" : "never ends",
    unhandled === 0 ? "" : `${unhandled} unhandled`,
    exitCode === 0 ? "" : `exit code ${exitCode}`,
  ];
  return { passed: hasPassed(), text: text.filter((part) => part !== "").join("; ") };

  function hasPassed(): boolean {
    if (test.negative !== null) return thrown.startsWith(`${test.negative.type}:`);
    if (thrown !== "" || !isOver || exitCode !== 0) return false;
    return !test.flags.has("async") || (printed.length === 1 && printed[0] === COMPLETE);
  }
}
