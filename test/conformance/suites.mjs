// `npm run conformance:suites`: the test suites that packages of `packages/package-lock.json` bring along, file by file,
// plain and traced, the package itself included: the same names pass and fail. `-- --only=fastify` takes one of them,
// `-- --node=22` another line of Node, `-- --files=hooks` only files whose path has that in it. A file that differs is run three
// times each way before it counts. The network is cut off where the system allows it: `unshare -n` on Linux, as root.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "../../scripts/lib/packages.mjs";

/** Those that bring tests written for `node:test`; what these use beside the package is in `suites/package-lock.json`. */
const PACKAGES = [
  "@fastify/error",
  "avvio",
  "fast-json-stringify",
  "fastify",
  "find-my-way",
  "light-my-request",
  "pino",
  "pino-abstract-transport",
  "thread-stream",
];
const TRIES = 3;
const TIMEOUT_MS = 60_000;
const TIMED_OUT = "(timed out)";
const NOTHING_TRACED = "(nothing was traced)";

/** A network of its own that has only the loopback; perl is in every Debian, `ip` is not. 0x8914 sets an interface's flags, 0x41 is up. */
const LOOPBACK_UP =
  "socket(S, AF_INET, SOCK_DGRAM, 0) && ioctl(S, 0x8914, $_ = pack('a16sx22', 'lo', 0x41)) || die $!; exec @ARGV";
const OFFLINE = ["unshare", "-n", "perl", "-MSocket", "-e", LOOPBACK_UP, "--"];

const root = fileURLToPath(new URL("../../", import.meta.url));
const option = (/** @type {string} */ name) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const line = option("node") ?? "24";
const node = join(root, "node_modules", line === "24" ? "node" : `node${line}`, "bin/node");
const only = option("only")?.split(",");
const packages =
  process.env.AWAITSCOPE_PACKAGES ||
  (await installPackages(fileURLToPath(new URL("packages/", import.meta.url)), "packages"));
const helpers = await installPackages(fileURLToPath(new URL("suites/", import.meta.url)), "suites");
const filter = option("files") ?? "";
const [wrapper, ...wrapped] = OFFLINE;
const canCutOff = spawnSync(/** @type {string} */ (wrapper), [...wrapped, "true"]).status === 0;
if (!canCutOff) console.log("The network is not cut off: that needs Linux, root, unshare and perl.");
const scratch = mkdtempSync(join(tmpdir(), "awaitscope-suites-"));
const traceFile = join(scratch, "suite.awaitscope");
let hasDifference = false;

for (const name of PACKAGES.filter((name) => only === undefined || only.includes(name))) await compareSuite(name);
rmSync(scratch, { recursive: true, force: true });
process.exitCode = hasDifference ? 1 : 0;

/** @param {string} name */
async function compareSuite(name) {
  const folder = join(packages, "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(join(folder, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.test\.[cm]?js$/.test(path) && path.includes(filter))
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
    traced = show(await runTraced(folder, file));
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
 * @returns {Promise<Outcomes>}
 */
async function runTraced(folder, file) {
  const env = tracedEnv(folder);
  const outcomes = await run(folder, file, env);
  if (statSync(traceFile).size === 0) outcomes.set(NOTHING_TRACED, "not ok");
  return outcomes;
}

/**
 * A suite that hangs is ended with all that it started; that it did counts as a test that failed.
 * @param {string} folder
 * @param {string} file
 * @param {Record<string, string>} env
 * @returns {Promise<Outcomes>}
 */
function run(folder, file, env) {
  const [command = node, ...args] = [...(canCutOff ? OFFLINE : []), node, "--test", "--test-reporter=tap"];
  const child = spawn(command, [...args, join("test", file)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      NODE_NO_WARNINGS: "1",
      NODE_PATH: join(helpers, "node_modules"),
      ...env,
    },
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let output = "";
  let isLate = false;
  child.stdout.on("data", (part) => (output += part));
  const timer = setTimeout(() => {
    isLate = true;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    // What left the group may hold the pipe open.
    setTimeout(() => child.stdout.destroy(), 1000);
  }, TIMEOUT_MS);
  return new Promise((resolve) =>
    child.on("close", () => {
      clearTimeout(timer);
      const outcomes = readTap(output);
      if (isLate) outcomes.set(TIMED_OUT, "not ok");
      resolve(outcomes);
    }),
  );
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
  rmSync(traceFile, { force: true });
  writeFileSync(traceFile, "", { mode: 0o600 });
  const options = {
    trace: traceFile,
    root: folder,
    include: ["**/node_modules/**"],
    exclude: [],
    cache: join(scratch, "cache"),
    bufferBytes: 8 * 1024 * 1024,
  };
  return { NODE_OPTIONS: `--require "${join(root, "dist/preload.cjs")}"`, AWAITSCOPE: JSON.stringify(options) };
}
