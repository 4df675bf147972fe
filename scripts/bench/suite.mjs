// How long the tests of a real package take: avvio's own, as npm has them, on `node:test`, the package traced as well.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/run.mjs";
import { figure, inFolder, interleave, nodes, ratio, tracedEnv } from "./lib.mjs";

const PACKAGE = "avvio";
const VERSION = "9.3.1";

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const rounds = quick ? 1 : 5;
    const node = nodes.find(({ line }) => line === 24)?.path ?? process.execPath;
    const suite = join(install(), "node_modules", PACKAGE);
    const all = readdirSync(join(suite, "test")).filter((name) => /\.test\.[cm]?js$/.test(name));
    const files = (quick ? all.slice(0, 2) : all).map((name) => join("test", name));
    const include = [join(suite, "**").replaceAll("\\", "/")];
    const t = await interleave(rounds, {
      plain: () => time(node, files, suite, process.env),
      traced: () => time(node, files, suite, tracedEnv(join(folder, "suite.awaitscope"), { cache: folder, include })),
    });
    return [
      {
        what: `Test suite of ${PACKAGE} ${VERSION}, ${files.length} files`,
        floor: `plain Node: ${figure(t.plain, "ms")}`,
        measured: `${figure(t.traced, "ms")} = ${ratio(t.traced / t.plain)} plain`,
        budget: "–",
        met: undefined,
      },
    ];
  });

/**
 * @param {string} node
 * @param {readonly string[]} files
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
function time(node, files, cwd, env) {
  const start = performance.now();
  // Some of its tests need packages that it does not depend on, and fail: what is timed is that the same things run.
  const { error } = spawnSync(node, ["--test", "--test-concurrency=1", ...files], { cwd, env, stdio: "ignore" });
  if (error) throw error;
  return performance.now() - start;
}

function install() {
  const folder = join(root, ".cache", `suite-${PACKAGE}-${VERSION}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(
    join(unfinished, "package.json"),
    JSON.stringify({ private: true, dependencies: { [PACKAGE]: VERSION } }),
  );
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", args, { cwd: unfinished, stdio: ["ignore", "ignore", "inherit"] });
  renameSync(unfinished, folder);
  return folder;
}
