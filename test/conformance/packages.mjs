// `npm run conformance:packages`: every package of `packages/package-lock.json` that can be loaded is loaded plain and
// traced, rewritten whole, node_modules included. What it exports must be the same: keys, kinds, names, lengths, texts.
// `-- --only=name,name` takes some of them, `-- --direct` those of `package.json` without what they depend on, `-- --node=22` another line of Node.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "../../scripts/lib/packages.mjs";
import { createModelBuilder } from "../../src/model/builder.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const here = fileURLToPath(new URL("packages/", import.meta.url));
const child = fileURLToPath(new URL("package-exports.mjs", import.meta.url));
const option = (/** @type {string} */ name) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);

const line = option("node") ?? "24";
const node = join(root, "node_modules", line === "24" ? "node" : `node${line}`, "bin/node");
const only = option("only")?.split(",");
const direct = process.argv.includes("--direct");
const packages = process.env.AWAITSCOPE_PACKAGES || (await installPackages(here, "packages"));
const scratch = mkdtempSync(join(tmpdir(), "awaitscope-packages-"));

/** @typedef {{ name: string, version: string }} Package */
const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const wanted = listPackages().filter(
  ({ name }) => (only === undefined || only.includes(name)) && (!direct || Object.hasOwn(dependencies, name)),
);
const totals = { same: 0, unloadable: 0, sites: 0 };
/** @type {Set<string>} */
const files = new Set();
/** @type {string[]} */
const differences = [];
/** @type {Map<string, string>} */
const losses = new Map();

const queue = [...wanted];
await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, () => work()));
rmSync(scratch, { recursive: true, force: true });

console.log(
  `\n${wanted.length} packages on Node ${line}: ${totals.same} export the same plain and traced, ${differences.length} differ,`,
);
console.log(`${totals.unloadable} cannot be loaded plain (types only, native code, a peer that is missing).`);
console.log(`${files.size} files rewritten, loaded with ${totals.sites} sites; ${losses.size} ran as they are:`);
for (const [file, reason] of losses) console.log(`  ${file}: ${reason}`);
for (const difference of differences) console.log(`\n${difference}`);
process.exitCode = differences.length === 0 ? 0 : 1;

async function work() {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await compare(next);
}

/** @param {Package} one */
async function compare(one) {
  const plain = await load(one.name, {});
  if (!plain.startsWith("{")) {
    totals.unloadable += 1;
    return;
  }
  const trace = join(scratch, `${one.name.replace("/", "-")}.awaitscope`);
  writeFileSync(trace, "", { mode: 0o600 });
  const traced = await load(one.name, tracedEnv(trace));
  count(trace);
  if (traced === plain) {
    totals.same += 1;
    return;
  }
  // Some packages export what differs from start to start.
  if ((await load(one.name, {})) !== plain) {
    totals.same += 1;
    return;
  }
  differences.push(`${one.name}@${one.version}\n${difference(plain, traced)}`);
}

/** @param {string} trace */
function count(trace) {
  const builder = createModelBuilder();
  builder.append(readFileSync(trace));
  builder.finish();
  rmSync(trace, { force: true });
  const { sites, losses: lost } = builder.model;
  for (const { file, reason } of lost.uninstrumented) losses.set(file.replace(packages, ""), reason);
  for (const { file } of sites) files.add(file);
  totals.sites += sites.length;
}

/**
 * @param {string} plain
 * @param {string} traced
 */
function difference(plain, traced) {
  if (!traced.startsWith("{")) return `  traced, it cannot be loaded: ${traced.slice(0, 500)}`;
  const before = JSON.parse(plain);
  const after = JSON.parse(traced);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => JSON.stringify(before[path]) !== JSON.stringify(after[path]))
    .slice(0, 5)
    .map((path) => `  ${path}: ${JSON.stringify(before[path])} plain, ${JSON.stringify(after[path])} traced`)
    .join("\n");
}

/**
 * What `package-exports.mjs` prints of a package, or how it ended.
 * @param {string} name
 * @param {Record<string, string>} env
 * @returns {Promise<string>}
 */
function load(name, env) {
  const started = spawn(node, [child, packages, name], {
    env: { PATH: process.env.PATH, HOME: scratch, NODE_NO_WARNINGS: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  let output = "";
  let errors = "";
  started.stdout.on("data", (part) => (output += part));
  started.stderr.on("data", (part) => (errors += part));
  return new Promise((resolve) => {
    started.on("close", (code, signal) => {
      const answer = output.slice(output.lastIndexOf("\u0000") + 1);
      resolve(answer.startsWith("{") ? answer : `ended with ${signal ?? code}: ${errors.slice(-400)}`);
    });
  });
}

/** @param {string} trace */
function tracedEnv(trace) {
  const options = {
    trace,
    root: packages,
    include: ["**/node_modules/**"],
    exclude: [],
    cache: "",
    bufferBytes: 8 * 1024 * 1024,
  };
  return { NODE_OPTIONS: `--require "${join(root, "dist/preload.cjs")}"`, AWAITSCOPE: JSON.stringify(options) };
}

/** @returns {Package[]} */
function listPackages() {
  const { packages: locked } = JSON.parse(readFileSync(join(packages, "package-lock.json"), "utf8"));
  return Object.entries(locked)
    .filter(([path]) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) && existsSync(join(packages, path)))
    .map(([path, { version }]) => ({ name: path.slice("node_modules/".length), version }));
}
