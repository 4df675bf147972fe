// `npm run bench`: takes every measure and writes BENCHMARKS.md. `npm run bench -- calls http` takes only those named
// and keeps what was measured last of the others. With --quick it proves that the measures work, and writes nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root, run } from "./lib/run.mjs";

/**
 * @typedef {import("./bench/lib.mjs").Row} Row
 * @typedef {{ taken: string, rows: Row[] }} Result
 */

const NAMES = ["calls", "bytes", "startup", "http", "suite", "instrument", "model", "viewer", "package"];
const store = join(root, ".cache/bench");

const quick = process.argv.includes("--quick");
const wanted = process.argv.slice(2).filter((name) => !name.startsWith("--"));
const unknown = wanted.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`No measure ${unknown.join(", ")}. The measures: ${NAMES.join(", ")}.`);
  process.exit(2);
}

const { code, output } = await run(process.execPath, ["build.mjs"]);
if (code !== 0) throw new Error(output);

for (const name of wanted.length > 0 ? wanted : NAMES) {
  console.log(`\n${name}`);
  /** @type {import("./bench/lib.mjs").Measure} */
  const { measure } = await import(`./bench/${name}.mjs`);
  const rows = await measure({ quick });
  for (const { what, floor, measured, budget, met, note } of rows) {
    console.log(`  ${what}: ${measured}  (${floor}; budget ${budget}: ${verdict(met)})${note ? `\n    ${note}` : ""}`);
  }
  if (!quick) save(name, { taken: new Date().toISOString().slice(0, 10), rows });
}
if (!quick) write();

/**
 * @param {string} name
 * @param {Result} result
 */
function save(name, result) {
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, `${name}.json`), JSON.stringify(result));
}

function write() {
  const isMeasured = (/** @type {string} */ name) => existsSync(join(store, `${name}.json`));
  const present = NAMES.filter(isMeasured);
  const absent = NAMES.filter((name) => !isMeasured(name));
  /** @type {Result[]} */
  const results = present.map((name) => JSON.parse(readFileSync(join(store, `${name}.json`), "utf8")));
  writeFileSync(join(root, "BENCHMARKS.md"), page(results, absent));
  console.log("\nBENCHMARKS.md is written");
}

/**
 * @param {readonly Result[]} results
 * @param {readonly string[]} absent names of what was not measured
 */
function page(results, absent) {
  const rows = results.flatMap(({ rows }) => rows);
  const table = rows.map(
    ({ what, floor, measured, budget, met }) => `| ${what} | ${floor} | ${measured} | ${budget} | ${verdict(met)} |`,
  );
  const notes = causes(rows);
  const dates = [...new Set(results.map(({ taken }) => taken))].sort().join(" to ");
  return `# Benchmarks

Written by \`npm run bench\` on ${availableParallelism()} cores of ${process.platform} ${process.arch}, ${dates}. A figure of one machine says little
by itself, so each stands beside a floor or a peer that was measured in the same run: the variants take turns, and each
figure is the median of its turns. The budgets are the design's; what is not met yet is here too.

| what | floor or peer | measured | budget | met |
| --- | --- | --- | --- | --- |
${table.join("\n")}
${absent.length > 0 ? `\nNot measured yet: ${absent.join(", ")} (\`npm run bench -- ${absent.join(" ")}\`).\n` : ""}${notes.length > 0 ? `\n## Causes, and how to read these figures\n\n${notes.join("\n")}\n` : ""}
## What each is

- **Call and await**: \`await leaf(i)\` in a loop, where \`leaf\` is an async function that returns its argument. Four records:
  the call, its end, the wait and the resume. Clock floor: four reads of the clock, one for each record. Recording needs two
  of them here, since nothing can run between the call and its end, nor between the end and the wait; a call of a method that
  does something needs all four. Peers: the same loop under what else sees every await, in the same run. Of 280
  batches of 50,000 in seven turns counts the fastest, of the clock, plain, traced and peers alike, since what others do on
  the machine only ever adds; the report's own figure is held against the batches in the middle.
- **Bytes per event**: the whole file over its events.
- **Start-up**: from the start of the process to its end. A file that is cached has run before.
- **HTTP server**: 32 kept-alive connections from another process; ${"`"}scripts/bench/programs/server.mjs${"`"}, which does
  nothing else, and ${"`"}server-fastify.mjs${"`"}, which reads three files a request. Memory: the resident set at its largest.
- **Test suite**: ${"`"}node --test${"`"} on the tests that a package brings along, one file after the other, itself traced too.
- **Instrumenting**: all the TypeScript in ${"`"}src${"`"} and in ${"`"}node_modules${"`"}, one file after the other, on one thread.
- **Decoding, model**: a trace of ${"`"}scripts/bench/programs/many.mjs${"`"}, a million awaits in tasks that overlap and nest.
- **First picture, pan and zoom**: that same trace in headless Chromium without a GPU.
`;
}

/**
 * One line for each cause, with all the figures that have it.
 * @param {readonly Row[]} rows
 */
function causes(rows) {
  const withNote = rows.filter(({ note }) => note);
  return [...Map.groupBy(withNote, ({ note }) => note)].map(
    ([note, about]) => `- **${about.map(({ what }) => what).join("; ")}**: ${note}.`,
  );
}

/** @param {boolean | undefined} met */
function verdict(met) {
  if (met === undefined) return "–";
  return met ? "yes" : "**no**";
}
