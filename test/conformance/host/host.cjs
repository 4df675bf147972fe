// @ts-check
// Runs tests of test262 in the process it was started as, plain or traced, and writes one line of JSON for each to
// stdout. Knows nothing of Awaitscope: what a traced process does to scripts and modules is the preload's own doing.
const fs = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const vm = require("node:vm");
const sources = require("./sources.cjs");

/**
 * @typedef {{ checkout: string, runs: readonly RunRequest[] }} Job
 * @typedef {object} RunRequest
 * @property {number} id
 * @property {string} path
 * @property {"sloppy" | "strict" | "module"} mode
 * @property {boolean} isAlone
 * @property {boolean} isAsync
 * @property {boolean} isRaw
 * @property {readonly string[]} includes
 * @typedef {{ run(script: vm.Script): unknown, global: Record<string, unknown> }} Realm
 */

/** @type {Job} */
const job = JSON.parse(fs.readFileSync(0, "utf8"));
sources.setFolder(`${pathToFileURL(join(job.checkout, "test")).href}/`);
/** Rejections that nobody handles: part of what a test does, though test262 does not ask. */
let unhandled = 0;
process.on("unhandledRejection", () => unhandled++);

/** @type {Map<string, vm.Script>} */
const harnessScripts = new Map();

void runAll();

async function runAll() {
  for (const request of job.runs) await runOne(request);
}

/** @param {RunRequest} request */
async function runOne(request) {
  const printed = /** @type {string[]} */ ([]);
  let thrown = "";
  let hasRun = false;
  unhandled = 0;
  const realm = request.isAlone ? mainRealm() : freshRealm();
  defineHost(realm, printed, request.isAlone);
  const isOver = () => hasRun && (!request.isAsync || printed.length > 0 || thrown !== "");
  const report = (exitCode = 0) => {
    const result = { id: request.id, printed, thrown, unhandled, isOver: isOver(), exitCode };
    fs.writeSync(1, `${JSON.stringify(result)}\n`);
  };
  // Where the loop runs dry the process ends, whoever still waits.
  if (request.isAlone) process.on("exit", report);
  try {
    if (!request.isRaw) for (const name of harnessOf(request)) realm.run(harness(name));
    const path = join(job.checkout, "test", request.path);
    if (request.mode === "module") await import(pathToFileURL(path).href);
    else realm.run(compile(path, request));
  } catch (error) {
    thrown = describe(error);
  }
  hasRun = true;
  if (request.isAlone) return;
  for (let turn = 0; turn < 100 && !isOver(); turn++) await nextTurn();
  await nextTurn();
  report();
}

function nextTurn() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** @param {RunRequest} request */
function harnessOf({ includes, isAsync }) {
  return ["assert.js", "sta.js", ...(isAsync ? ["doneprintHandle.js"] : []), ...includes];
}

/** @param {string} name */
function harness(name) {
  let script = harnessScripts.get(name);
  if (script === undefined) {
    const path = join(job.checkout, "harness", name);
    script = new vm.Script(fs.readFileSync(path, "utf8"), { filename: path });
    harnessScripts.set(name, script);
  }
  return script;
}

/**
 * @param {string} path
 * @param {RunRequest} request
 */
function compile(path, { mode }) {
  const text = fs.readFileSync(path, "utf8");
  const strict = mode === "strict";
  return new vm.Script(strict ? `"use strict";\n${text}` : text, {
    filename: path,
    lineOffset: strict ? -1 : 0,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** @returns {Realm} */
function mainRealm() {
  const global = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (globalThis));
  return { run: (script) => script.runInThisContext(), global };
}

/** @returns {Realm} */
function freshRealm() {
  const context = vm.createContext(/** @type {any} */ (vm.constants).DONT_CONTEXTIFY);
  return { run: (script) => script.runInContext(context), global: /** @type {Record<string, unknown>} */ (context) };
}

/**
 * What test262 asks of a host (INTERPRETING.md).
 * @param {Realm} realm
 * @param {string[]} printed
 * @param {boolean} isMain
 */
function defineHost(realm, printed, isMain) {
  const { global } = realm;
  const host = {
    global,
    createRealm: () => {
      const other = freshRealm();
      defineHost(other, printed, false);
      return other.global.$262;
    },
    evalScript: (/** @type {string} */ text) => realm.run(new vm.Script(text)),
    detachArrayBuffer: (/** @type {ArrayBuffer} */ buffer) => void structuredClone(buffer, { transfer: [buffer] }),
    gc: /** @type {unknown} */ (/** @type {any} */ (globalThis).gc),
    agent: {},
  };
  const properties = { $262: host, print: (/** @type {unknown} */ text) => void printed.push(String(text)) };
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: isMain });
  }
}

/** Type and message, without running more of the test's code than reading them does. @param {any} error */
function describe(error) {
  try {
    if ((typeof error !== "object" && typeof error !== "function") || error === null) return `value ${String(error)}`;
    return `${error.constructor?.name ?? error.name}: ${error.message}`;
  } catch {
    return "an error that cannot be read";
  }
}
