import { expect, test } from "vitest";
import { readOutcome } from "../../scripts/lib/vitest.mjs";
import Diffs from "../../scripts/lib/vitest-diffs.mjs";

const passed = { fullName: "adds", status: "passed", failureMessages: [] };
const failed = { fullName: "subtracts", status: "failed", failureMessages: ["expected 1 to be 2"] };

function report(...testResults: { name: string; status: string; message: string; assertionResults: object[] }[]) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults) as (typeof passed)[];
  const count = (status: string) => tests.filter((each) => each.status === status).length;
  return {
    numPassedTests: count("passed"),
    numFailedTests: count("failed"),
    numPendingTests: count("pending"),
    testResults: testResults as never,
  };
}

test("counts tests and prints the failed ones", () => {
  const outcome = readOutcome(
    report({ name: "/x/a.test.ts", status: "failed", message: "", assertionResults: [passed, failed] }),
    1,
    "",
  );
  expect(outcome).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    failures: ["/x/a.test.ts > subtracts\nexpected 1 to be 2"],
  });
});

test("keeps of a stack only our own frames", () => {
  const message = "boom\n    at /x/node_modules/vitest/run.js:1:2\n    at node:internal/a:3:4\n    at /x/a.ts:5:6";
  const boom = { fullName: "explodes", status: "failed", failureMessages: [message] };
  const outcome = readOutcome(
    report({ name: "/x/a.test.ts", status: "failed", message: "", assertionResults: [boom] }),
    1,
    "",
  );
  expect(outcome.failures).toEqual(["/x/a.test.ts > explodes\nboom\n    at /x/a.ts:5:6"]);
});

test("a file that does not load is a failure", () => {
  const outcome = readOutcome(
    report({ name: "/x/b.test.ts", status: "failed", message: "no such module", assertionResults: [] }),
    1,
    "",
  );
  expect(outcome).toMatchObject({ passed: 0, failed: 1, failures: ["/x/b.test.ts could not be run\nno such module"] });
});

test("a failed set-up says so only in what was printed", () => {
  const outcome = readOutcome(
    report({ name: "/x/c.test.ts", status: "failed", message: "", assertionResults: [] }),
    1,
    "Error: no browser",
  );
  expect(outcome.failures).toEqual(["/x/c.test.ts could not be run\nError: no browser"]);
});

test("an error outside every test is a failure", () => {
  const green = report({ name: "/x/a.test.ts", status: "passed", message: "", assertionResults: [passed] });
  expect(readOutcome(green, 1, "Unhandled rejection")).toMatchObject({ failed: 1, failures: ["Unhandled rejection"] });
  expect(readOutcome(green, 0, "")).toMatchObject({ passed: 1, failed: 0, failures: [] });
});

test("no report at all is a failure", () => {
  expect(readOutcome(undefined, 0, "out of memory")).toMatchObject({
    passed: 0,
    failed: 1,
    failures: ["out of memory"],
  });
});

test("a failed assertion's difference stands under its message", () => {
  const error = { message: "boom", stack: "boom\n    at /x/a.ts:5:6", diff: "\u001b[32m- 1\u001b[39m\n+ 2" };
  const plain = { message: "bang", stack: "bang" };
  new Diffs().onTestCaseResult({ result: () => ({ errors: [error, plain] }) } as never);
  expect([error.stack, plain.stack]).toEqual(["boom\n- 1\n+ 2\n    at /x/a.ts:5:6", "bang"]);
});
