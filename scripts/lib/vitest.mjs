import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, run } from "./run.mjs";

const DIFFS = fileURLToPath(new URL("vitest-diffs.mjs", import.meta.url));

/**
 * What one stage of the tests found. `failures` are texts to print, one for each failed test where there is one.
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 * @property {readonly string[]} failures
 */

/**
 * The parts of vitest's JSON report that are read here.
 * @typedef {object} JsonReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {readonly JsonFile[]} testResults
 */

/**
 * @typedef {object} JsonFile
 * @property {string} name
 * @property {string} status
 * @property {string} message
 * @property {readonly { fullName: string, status: string, failureMessages: readonly string[] | null }[]} assertionResults
 */

/**
 * Runs one of the projects of vitest.config.ts.
 * @param {string} project
 * @returns {Promise<Outcome>}
 */
export async function runVitest(project) {
  const folder = join(root, ".cache", "test");
  const file = join(folder, `${project}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  const { code, output } = await run("vitest", [
    "run",
    ...["--project", project],
    ...["--reporter", "dot", "--reporter", DIFFS, "--reporter", "json", `--outputFile.json=${file}`],
  ]);
  return readOutcome(tryRead(file), code, output);
}

/**
 * Turns a report into an outcome. A file that does not load has no test to fail, and an error outside every test
 * fails only the run: each counts as one failure, so that nothing red adds up to zero.
 * @param {JsonReport | undefined} report
 * @param {number} code exit code of vitest
 * @param {string} output what vitest printed
 * @returns {Outcome}
 */
export function readOutcome(report, code, output) {
  if (!report) return { passed: 0, failed: 1, failures: [tail(output)] };
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(
        ({ fullName, failureMessages }) => `${short(name)} > ${fullName}\n${head(failureMessages?.join("\n") ?? "")}`,
      ),
  );
  const files = report.testResults
    .filter(({ status, assertionResults }) => status === "failed" && !assertionResults.some(isFailed))
    .map(({ name, message }) => `${short(name)} could not be run\n${head(message) || tail(output)}`);
  const failures = [...tests, ...files];
  if (code !== 0 && failures.length === 0) failures.push(tail(output));
  return { passed: report.numPassedTests, failed: failures.length, skipped: report.numPendingTests, failures };
}

function isFailed(/** @type {{ status: string }} */ { status }) {
  return status === "failed";
}

/** @returns {JsonReport | undefined} */
function tryRead(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function short(/** @type {string} */ name) {
  return name.startsWith(root) ? name.slice(root.length) : name;
}

/** The start of a message says what went wrong; of its stack, only the frames in our own files say where. */
function head(/** @type {string} */ message) {
  const lines = message.split("\n").filter((line) => !/^ +at .*(node_modules|node:)/.test(line));
  return lines.slice(0, 24).join("\n");
}

/** The end of an output says why it ended. */
function tail(/** @type {string} */ output) {
  return output.trimEnd().split("\n").slice(-60).join("\n");
}
