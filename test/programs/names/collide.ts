/** Generated programs whose own names are ours, or hide what probes and recorder stand on. */
import fc from "fast-check";
import { generateProgram } from "../../instrument/generate.ts";
import { Random } from "../../model/random.ts";

/** What probes are called, and what they would be called in a file that says so. */
const OURS = [
  "$aw",
  "$awt",
  "$awx",
  "$awj",
  "$awk",
  "$awl1",
  "$awl2",
  "$aw_1",
  "$aw_1t",
  "$aw_1l3",
  "$aw_2",
  "\\u0024aw_3",
  "aw",
  "$",
];
const HIDDEN = [
  ...[
    "Promise",
    "Function",
    "Object",
    "Symbol",
    "Error",
    "Array",
    "Reflect",
    "Proxy",
    "WeakMap",
    "Map",
    "Set",
    "Atomics",
  ],
  ...["undefined", "NaN", "arguments", "eval", "globalThis", "global", "process", "require", "module", "exports"],
  ...[
    "async",
    "await_",
    "of",
    "get",
    "let_",
    "yield_",
    "static_",
    "performance",
    "queueMicrotask",
    "SharedArrayBuffer",
  ],
];
/** Used by a program where a name must keep its meaning. */
const KEPT = new Set(["log", "then", "main", "other", "resource"]);

/** Each is the text of a CommonJS file that exports a function of `log`. */
export function collidingPrograms(seed: number, count: number): string[] {
  const program = fc
    .infiniteStream(fc.nat({ max: 0x7fffffff }))
    .map((choices) => generateProgram((below) => choices.next().value! % below));
  const random = new Random(seed);
  return fc.sample(program, { seed, numRuns: count }).map((body, i) => {
    // Every other one does not speak of us at all, so that its probes have their usual name.
    const renamed = rename(`(log) => {${body}\n}`, i % 2 === 0 ? OURS : [], random);
    const strict = random.chance(0.2) ? '"use strict";\n' : "";
    return `${strict}${shadows(random)}module.exports = ${renamed};\n`;
  });
}

/** What stands beside the program in its file. */
function shadows(random: Random): string {
  return random.pick([
    "",
    "const Promise = globalThis.Promise, Function = null, Object = 1, Error = undefined;\n",
    "var Symbol = { asyncDispose: 'no symbol', iterator: 0 }, process, Reflect = 0;\n",
    "globalThis.$aw = 'the user\\'s'; exports.seen = globalThis.$aw;\n",
    "function WeakMap() { throw 1; } let Map = 2; class Array {}\n",
  ]);
}

/** Gives the program's variables, parameters, labels and functions other names, each its own. */
function rename(source: string, ours: readonly string[], random: Random): string {
  const free = new Set([...ours, ...HIDDEN]);
  const safe = new Set(ours);
  const names = new Map<string, string>();
  return source.replaceAll(
    /(?<![\w$.#"])(?:(?:inner)?v\d+|l\d+|log|then|main|other|resource|[eagrx])(?![\w$]|":)/g,
    (name) => {
      const known = names.get(name);
      if (known !== undefined) return known;
      const pool = [...free].filter((one) => !KEPT.has(name) || safe.has(one));
      const chosen = pool.length === 0 || random.chance(0.1) ? name : random.pick(pool);
      free.delete(chosen);
      names.set(name, chosen);
      return chosen;
    },
  );
}
