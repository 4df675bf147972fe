// `npm run conformance:suites`: the test suites that packages of `packages/package-lock.json` bring along, file by file,
// plain and traced, the package itself included: the same names pass and fail. `-- --only=fastify` takes one of them,
// `-- --node=22` another line of Node. A file that differs is run three times each way before it counts.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "../../scripts/lib/packages.mjs";

/** Those that bring tests written for `node:test`, which need no more than the package and what it depends on. */
const PACKAGES = [
  "@fastify/error",
  "avvio",
  "fast-json-stringify",
  "fastify",
  "find-my-way",
  "light-my-request",
  "pino",
  "pino-abstract-transport",
  "sonic-boom",
  "thread-stream",
];
const TRIES = 3;

const root = fileURLToPath(new URL("../../", import.meta.url));
const option = (/** @type {string} */ name) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const line = option("node") ?? "24";
const node = join(root, "node_modules", line === "24" ? "node" : `node${line}`, "bin/node");
const only = option("only")?.split(",");
const packages =
  process.env.AWAITSCOPE_PACKAGES ||
  (await installPackages(fileURLToPath(new URL("packages/", import.meta.url)), "packages"));
const scratch = mkdtempSync(join(tmpdir(), "awaitscope-suites-"));
let hasDifference = false;

for (const name of PACKAGES.filter((name) => only === undefined || only.includes(name))) await compareSuite(name);
rmSync(scratch, { recursive: true, force: true });
process.exitCode = hasDifference ? 1 : 0;

/** @param {string} name */
async function compareSuite(name) {
  const folder = join(packages, "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(join(folder, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.test\.[cm]?js$/.test(path))
    .sort();
  const totals = { passed: 0, failed: 0, same: 0, unloadable: 0, differs: 0 };
  for (const file of files) {
    const plain = await run(folder, file, {});
    if (plain.size === 0) {
      totals.unloadable += 1;
      continue;
    }
    const difference = await compareFile(folder, file, plain);
    for (const [, outcome] of plain) totals[outcome === "ok" ? "passed" : "failed"] += 1;
    if (difference === null) totals.same += 1;
    else {
      totals.differs += 1;
      hasDifference = true;
      console.log(`  ${name}/test/${file}: ${difference}`);
    }
  }
  const { passed, failed, same, unloadable, differs } = totals;
  console.log(
    `${name}@${version} on Node ${line}: ${same} files the same (${passed} tests passed, ${failed} failed), ${differs} differ, ${unloadable} need what is not installed`,
  );
}

/**
 * Null where one of a few traced runs is as one of as many plain ones: tests that race differ between two plain runs too.
 * @param {string} folder
 * @param {string} file
 * @param {Outcomes} first
 */
async function compareFile(folder, file, first) {
  const plain = [show(first)];
  let traced = "";
  for (let attempt = 0; attempt < TRIES; attempt++) {
    traced = show(await run(folder, file, tracedEnv(folder)));
    if (plain.includes(traced)) return null;
    plain.push(show(await run(folder, file, {})));
  }
  const before = new Set(plain[0]?.split("\n"));
  const after = new Set(traced.split("\n"));
  return [
    ...[...before].filter((test) => !after.has(test)).map((test) => `plain: ${test}`),
    ...[...after].filter((test) => !before.has(test)).map((test) => `traced: ${test}`),
  ]
    .slice(0, 6)
    .join("; ");
}

/** @typedef {Map<string, "ok" | "not ok">} Outcomes by the names of tests, each with those of the tests around it */

/** @param {Outcomes} outcomes */
function show(outcomes) {
  return [...outcomes]
    .map(([name, outcome]) => `${outcome} ${name}`)
    .sort()
    .join("\n");
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {Record<string, string>} env
 * @returns {Promise<Outcomes>}
 */
function run(folder, file, env) {
  const child = spawn(node, ["--test", "--test-reporter=tap", join("test", file)], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: scratch, NODE_NO_WARNINGS: "1", ...env },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 120_000,
  });
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  return new Promise((resolve) => child.on("close", () => resolve(readTap(output))));
}

/**
 * TAP names a test after those inside it; only where it stands tells them apart. A test of a file's own name is Node's.
 * @param {string} text
 * @returns {Outcomes}
 */
function readTap(text) {
  /** @type {Outcomes} */
  const outcomes = new Map();
  for (const [, indent = "", outcome, name = ""] of text.matchAll(/^( *)(ok|not ok) \d+ - (.*)$/gm)) {
    const [title = ""] = name.split(" # ");
    if (/\.test\.[cm]?js$/.test(title)) continue;
    const base = `${"  ".repeat(indent.length / 4)}${title}`;
    let key = base;
    for (let count = 2; outcomes.has(key); count++) key = `${base} (${count})`;
    outcomes.set(key, outcome === "ok" ? "ok" : "not ok");
  }
  return outcomes;
}

/** @param {string} folder */
function tracedEnv(folder) {
  const trace = join(scratch, "suite.awaitscope");
  rmSync(trace, { force: true });
  writeFileSync(trace, "", { mode: 0o600 });
  const options = {
    trace,
    root: folder,
    include: ["**/node_modules/**"],
    exclude: [],
    cache: join(scratch, "cache"),
    bufferBytes: 8 * 1024 * 1024,
  };
  return { NODE_OPTIONS: `--require "${join(root, "dist/preload.cjs")}"`, AWAITSCOPE: JSON.stringify(options) };
}
