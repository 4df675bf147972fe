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
      error.stack = [message, colourless(error.diff), ...frames].join("\n");
    }
  }
}

function colourless(/** @type {string} */ text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours a terminal starts with one.
  return text.replace(/\u001b\[[\d;]*m/g, "");
}
