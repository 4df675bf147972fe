// `npm start`: traces examples/dashboard, or the file named after `--`, and shows what came out of it.
import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { root, run } from "./lib/run.mjs";

const [file = join(root, "examples/dashboard/dashboard.ts"), ...args] = process.argv.slice(2);
// npm runs scripts in the package's folder; people mean the folder that they are in.
const here = process.env.INIT_CWD ?? process.cwd();
const program = resolve(here, file);
const trace = join(root, "timeline.awaitscope");
const page = join(root, "timeline.html");
const cli = join(root, "dist/cli.cjs");

const dim = style(2);
const bold = style(1);

process.exitCode = await start();

async function start() {
  if (!existsSync(program)) {
    console.error(`There is no file ${program}.`);
    return 2;
  }
  if (!(await build())) return 1;

  console.log(`${bold("Tracing")} ${relative(here, program)}\n`);
  // Ctrl+C is for the program; its report is still wanted.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const exitCode = await awaitscope("trace", "-o", trace, program, ...args);
  process.off("SIGINT", ignore);
  if (!existsSync(trace)) return exitCode || 1;

  console.log("");
  const reportCode = await awaitscope("report", trace);
  const exportCode = await awaitscope("export", trace, "--format", "html", "-o", page);
  if (exportCode === 0) {
    console.log(`\n${bold("Timeline")}  ${pathToFileURL(page)}  ${dim("open it in a browser")}`);
    console.log(`${bold("Trace")}     ${trace}`);
  }
  return exitCode || reportCode || exportCode;
}

async function build() {
  if (isBuilt()) return true;
  const startedAt = performance.now();
  const { code, output } = await run(process.execPath, ["build.mjs"]);
  if (code !== 0) console.error(output);
  else console.log(dim(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`));
  return code === 0;
}

/** Nothing that goes into the bundles is younger than the oldest of them. */
function isBuilt() {
  const changed = (/** @type {string} */ path) => statSync(join(root, path)).mtimeMs;
  const bundles = globSync("dist/**/*.{cjs,js,css}", { cwd: root });
  const sources = [...globSync("src/**/*.{ts,css}", { cwd: root }), "build.mjs", "package-lock.json"];
  return bundles.length > 0 && Math.max(...sources.map(changed)) < Math.min(...bundles.map(changed));
}

/**
 * Runs our command with the terminal as it is, so that the program can be typed at.
 * @param {readonly string[]} commandLine
 * @returns {Promise<number>} its exit code
 */
function awaitscope(...commandLine) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...commandLine], { stdio: "inherit", cwd: here });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

function style(/** @type {number} */ code) {
  const isOn = process.stdout.hasColors?.() && !process.env.NO_COLOR;
  return (/** @type {string} */ text) => (isOn ? `\x1b[${code}m${text}\x1b[0m` : text);
}
