import { stripVTControlCharacters } from "node:util";

// A reporter of vitest: puts the difference that a failed assertion found where its report as JSON keeps only a message,
// so that a run nobody watched says what differed.
export default class Diffs {
  /**
   * @param {import("vitest/node").TestCase} test
   */
  onTestCaseResult(test) {
    for (const error of test.result().errors ?? []) {
      if (!error.diff) continue;
      const [message = "", ...frames] = (error.stack ?? error.message).split(/\n(?= +at )/);
      error.stack = [message, stripVTControlCharacters(error.diff), ...frames].join("\n");
    }
  }
}
