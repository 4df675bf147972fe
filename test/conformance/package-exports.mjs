// Loads one package, both ways where both work, and prints what can be seen of all it exports: kinds, names, lengths and a
// digest of each function's text, three levels deep.
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder = "", name = ""] = process.argv;
const DEPTH = 3;
const from = join(folder, "load.mjs");
const require = createRequire(from);
/** @type {Record<string, unknown>} */
const seen = {};
const known = new Set();
/** The platform's own, which packages export as well: `Error.prepareStackTrace` is known to differ. */
const platform = Object.getOwnPropertyNames(globalThis).map((name) =>
  name.endsWith("torage") ? null : Reflect.get(globalThis, name),
);

const ways = {
  require: async () => require(name),
  import: async () => import(pathToFileURL(require.resolve(name)).href),
};
let loaded = 0;
let failure;
for (const [way, load] of Object.entries(ways)) {
  try {
    known.clear();
    for (const own of platform) known.add(own);
    look(way, await load(), DEPTH);
    loaded += 1;
  } catch (error) {
    failure ??= error;
    seen[way] = `fails: ${error instanceof Error ? error.name : String(error)}`;
  }
}
if (loaded === 0) throw failure;
const text = Buffer.from(`\u0000${JSON.stringify(seen)}`);
for (let at = 0; at < text.length; ) at += writeSome(text, at);
process.reallyExit(0);

/**
 * @param {Buffer} text
 * @param {number} at
 */
function writeSome(text, at) {
  try {
    return writeSync(1, text, at);
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === "EAGAIN") return 0;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {unknown} value
 * @param {number} depth
 */
function look(path, value, depth) {
  if (typeof value !== "object" && typeof value !== "function") {
    seen[path] = typeof value;
    return;
  }
  if (value === null || known.has(value)) {
    seen[path] = value === null ? "null" : "seen before";
    return;
  }
  known.add(value);
  seen[path] = typeof value === "function" ? describe(value) : "object";
  if (depth === 0) return;
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    const inner = `${path}.${String(key)}`;
    if (descriptor === undefined) continue;
    if ("value" in descriptor) look(inner, descriptor.value, depth - 1);
    else seen[inner] = `accessor ${descriptor.get && describe(descriptor.get)}`;
  }
}

/** @param {Function} value */
function describe(value) {
  const text = Function.prototype.toString.call(value);
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `function ${text.length} ${digest} ${String(Reflect.get(value, "name"))} ${String(Reflect.get(value, "length"))}`;
}
