// `npm test`: sets up what is missing, runs every stage, and ends with one line that sums them up.
// `npm test -- types unit` runs only the stages named.
import { ensureCodeServer } from "./lib/code-server.mjs";
import { run } from "./lib/run.mjs";
import { chromium, ensure, python } from "./lib/system.mjs";
import { runVitest } from "./lib/vitest.mjs";

/**
 * @typedef {import("./lib/vitest.mjs").Outcome} Outcome
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {() => Promise<Outcome>} test
 */

const startedAt = performance.now();
const wanted = process.argv.slice(2);
const isWanted = (/** @type {string} */ name) => wanted.length === 0 || wanted.includes(name);

// Packages first: two apt-get at once refuse each other. Then code-server installs while the first stages run, as
// most of its time is waiting for the network.
const interpreter = isWanted("unit") || isWanted("programs") ? await ensure([python]) : "";
const browser = isWanted("viewer") || isWanted("extension") ? await ensure([chromium]) : "";
const codeServer = isWanted("extension") ? ensureCodeServer() : Promise.resolve("");

/** @type {readonly Stage[]} */
const stages = [
  { name: "types", title: "TypeScript, one project per environment", test: () => check("scripts/types.mjs") },
  { name: "imports", title: "who may import whom", test: () => check("scripts/check-imports.mjs") },
  { name: "lint", title: "formatter and linter", test: () => check("biome", "check", "--max-diagnostics=50", ".") },
  { name: "build", title: "bundles", test: () => check("build.mjs") },
  { name: "unit", title: "every room by itself", test: async () => missing(interpreter) ?? runVitest("unit") },
  {
    name: "programs",
    title: "programs plain and traced, on Node 22, 24 and 26",
    test: async () => missing(interpreter) ?? runVitest("programs"),
  },
  { name: "viewer", title: "the timeline in Chromium", test: async () => missing(browser) ?? runVitest("viewer") },
  {
    name: "extension",
    title: "the extension in real VS Code",
    test: async () => missing(browser) ?? missing(await codeServer) ?? runVitest("extension"),
  },
];

const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`No stage ${unknown.join(", ")}. The stages: ${stages.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

const total = { passed: 0, failed: 0 };
for (const stage of stages) {
  if (!isWanted(stage.name)) continue;
  console.log(`\n${stage.name}: ${stage.title}`);
  const stageStartedAt = performance.now();
  const outcome = await stage.test();
  for (const failure of outcome.failures) console.log(`\n${indent(failure)}`);
  const skipped = outcome.skipped ? `, ${outcome.skipped} skipped` : "";
  console.log(`  ${outcome.passed} passed, ${outcome.failed} failed${skipped} in ${since(stageStartedAt)}`);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
}

console.log(`\nAll in ${since(startedAt)}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * One script of ours, or a tool, that passes or fails as a whole.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<Outcome>}
 */
async function check(command, ...args) {
  const isScript = command.endsWith(".mjs");
  const { code, output } = await run(isScript ? process.execPath : command, isScript ? [command, ...args] : args);
  return code === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [output.trimEnd()] };
}

/**
 * A stage that cannot run has failed: a green run means that everything was tested.
 * @param {string} reason
 * @returns {Outcome | undefined}
 */
function missing(reason) {
  return reason === "" ? undefined : { passed: 0, failed: 1, failures: [reason] };
}

function since(/** @type {number} */ start) {
  const seconds = (performance.now() - start) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function indent(/** @type {string} */ text) {
  return text.replace(/^(?=.)/gm, "  ");
}
