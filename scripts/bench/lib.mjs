// What the measures share: variants run in turns, medians, traced programs, rows of the table.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareCommand } from "../../src/launch/prepare.ts";
import { createTraceFile } from "../../src/launch/trace-file.ts";
import { root } from "../lib/run.mjs";

/**
 * One line of BENCHMARKS.md. `met` is undefined where the design sets no budget.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} floor what it is compared with, measured in the same run
 * @property {string} measured
 * @property {string} budget
 * @property {boolean | undefined} [met]
 * @property {string} [note] the cause where the budget is not met, or what one must know to read the figure
 */

/**
 * @typedef {object} Measure
 * @property {string} name
 * @property {(options: { quick: boolean }) => Row[] | Promise<Row[]>} measure `quick` proves that it works, no more
 */

export const nodes = [
  { line: 22, path: join(root, "node_modules/node22/bin/node") },
  { line: 24, path: join(root, "node_modules/node/bin/node") },
  { line: 26, path: join(root, "node_modules/node26/bin/node") },
];

export const program = (/** @type {string} */ name) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

/**
 * Runs variants in turns, so that a machine that slows down slows them all, and gives each its median.
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, () => number | Promise<number>>} variants
 * @returns {Promise<Record<Name, number>>}
 */
export async function interleave(rounds, variants) {
  const names = /** @type {Name[]} */ (Object.keys(variants));
  const samples = names.map((name) => ({ name, values: /** @type {number[]} */ ([]) }));
  for (let round = 0; round < rounds; round++) {
    for (const { name, values } of samples) values.push(await variants[name]());
  }
  const medians = Object.fromEntries(samples.map(({ name, values }) => [name, median(values)]));
  return /** @type {Record<Name, number>} */ (medians);
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * @param {readonly number[]} values
 * @param {number} part 0 to 1
 */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** A temporary folder that goes when the callback is done. */
export async function inFolder(/** @type {(folder: string) => Promise<Row[]>} */ work) {
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The environment in which a Node is traced into a new file `trace`, as the command line and the editor make it.
 * @param {string} trace
 * @param {{ cache?: string, bufferBytes?: number, include?: readonly string[] }} [options]
 * @returns {NodeJS.ProcessEnv}
 */
export function tracedEnv(trace, options = {}) {
  createTraceFile(trace);
  const preload = join(root, "dist/preload.cjs");
  return { ...process.env, ...prepareCommand("node", [], { trace, preload, cwd: root, ...options }).env };
}

/**
 * Runs a program to its end and gives what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function output(command, args, env = process.env) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { env, encoding: "utf8", cwd: root });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}

/**
 * What the recorder says of a trace.
 * @param {string} trace
 * @returns {{ events: number, bytes: number, droppedEvents: number, costMs: number }}
 */
export function recorded(trace) {
  const report = JSON.parse(output(process.execPath, [join(root, "dist/cli.cjs"), "report", trace, "--json"]));
  const { events, costMs } = report.recorder;
  return { events, costMs, bytes: statSync(trace).size, droppedEvents: report.losses.droppedEvents };
}

/**
 * A figure with three digits: enough to compare, no more than was measured.
 * @param {number} value
 * @param {string} unit
 */
export function figure(value, unit) {
  const text = value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
  return unit === "" ? text : `${text} ${unit}`;
}

/** @param {number} value */
export function ratio(value) {
  return `${value.toFixed(2)} ×`;
}
