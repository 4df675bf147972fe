// The rules over a set of files and their imports. Knows no disk: tests hand it small made-up trees.

/**
 * @typedef {import("./rooms.mjs").Room} Room
 * @typedef {import("./rooms.mjs").Debt} Debt
 */

/**
 * @typedef {object} Import
 * @property {string} to what stands in the quotes
 * @property {number} line 1-based
 */

/**
 * A source file.
 * @typedef {object} Source
 * @property {string} path below src, with forward slashes
 * @property {readonly Import[]} imports
 */

/**
 * Everything that breaks a rule, a sentence each, with the path that breaks it; empty when all is well.
 * @param {object} input
 * @param {readonly Room[]} input.rooms
 * @param {readonly Debt[]} input.debt
 * @param {readonly Source[]} input.sources
 * @param {readonly string[]} input.entries paths below src
 * @returns {string[]}
 */
export function checkImports({ rooms, debt, sources, entries }) {
  const known = new Set(sources.map((source) => source.path));
  const owed = new Set(debt.map(({ from, to }) => `${from} → ${to}`));
  /** @type {Set<string>} */
  const used = new Set();
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  /** @type {string[]} */
  const problems = [];

  for (const { path, imports } of sources) {
    const room = roomOf(rooms, path);
    if (!room) problems.push(`src/${path}: no room in src/ARCHITECTURE.md holds this file`);
    /** @type {string[]} */
    const edges = [];
    graph.set(path, edges);
    for (const { to, line } of imports) {
      const target = to.startsWith(".") ? join(path, to) : to;
      const isFile = to.startsWith(".");
      if (isFile) edges.push(target);
      const problem = isFile ? fileProblem(room, target, known, entries) : packageProblem(room, target);
      if (problem === "") continue;
      const edge = `${path} → ${target}`;
      if (owed.has(edge)) used.add(edge);
      else problems.push(`src/${path}:${line} → ${isFile ? `src/${target}` : target}: ${problem}`);
    }
  }
  for (const edge of owed) if (!used.has(edge)) problems.push(`debt that nothing needs any more: ${edge}`);
  for (const cycle of findCycles(graph)) problems.push(`cycle: ${cycle.map((path) => `src/${path}`).join(" → ")}`);
  return problems;
}

/** The most special row: one about this very file, else its room's. */
function roomOf(/** @type {readonly Room[]} */ rooms, /** @type {string} */ path) {
  const file = path.replace(/\.[^./]+$/, "");
  return rooms.find(({ name }) => name === file) ?? rooms.find(({ name }) => path.startsWith(`${name}/`));
}

/**
 * @param {Room | undefined} room
 * @param {string} target
 * @param {ReadonlySet<string>} known
 * @param {readonly string[]} entries
 */
function fileProblem(room, target, known, entries) {
  if (!known.has(target)) return "no such file";
  if (entries.includes(target)) return "an entry is imported by nobody";
  if (!room) return "";
  const [folder] = target.split("/");
  const isOneFile = room.name.includes("/");
  if (folder === room.name) return "";
  const file = target.replace(/\.[^./]+$/, "");
  if (room.rooms.some((allowed) => allowed === file || (allowed === folder && !isOneFile))) return "";
  return `"${room.name}" may import ${sentence(room.rooms)}, not "${folder}"`;
}

function packageProblem(/** @type {Room | undefined} */ room, /** @type {string} */ target) {
  if (!room || room.packages.some((glob) => matches(glob, target))) return "";
  return `"${room.name}" may use ${sentence(room.packages)}, not this package`;
}

function matches(/** @type {string} */ glob, /** @type {string} */ target) {
  if (glob.endsWith("*")) return target.startsWith(glob.slice(0, -1));
  return target === glob || target.startsWith(`${glob}/`);
}

function sentence(/** @type {readonly string[]} */ names) {
  return names.length === 0 ? "nothing" : `only ${names.join(", ")}`;
}

function join(/** @type {string} */ from, /** @type {string} */ to) {
  const parts = from.split("/").slice(0, -1);
  for (const part of to.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/**
 * One cycle for every edge that closes one in a depth-first walk, so that a change adds few lines and not all
 * combinations. Types count too: two files that need each other's types are one idea in two places.
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @returns {string[][]} each from a file back to the same file
 */
export function findCycles(graph) {
  /** @type {string[][]} */
  const cycles = [];
  const done = new Set();
  /** @type {string[]} */
  const stack = [];
  const visit = (/** @type {string} */ path) => {
    const at = stack.indexOf(path);
    if (at >= 0) cycles.push([...stack.slice(at), path]);
    if (at >= 0 || done.has(path)) return;
    stack.push(path);
    for (const next of graph.get(path) ?? []) visit(next);
    stack.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}
