/**
 * One source, four ways to write and run it: an ECMAScript module, a CommonJS script, TypeScript that Node strips, and
 * TypeScript under tsx. In `sources/` a type stands in a comment, as `a` and `/*: number *\/`, and becomes the type, at
 * the same column, where the form has types. `// @only mjs cts` names the forms a source can be written in, `// @lines 24
 * 26` the Nodes that know its syntax. A folder is a source of several files, of which `main.js` is the first.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE_LINES, type NodeLine } from "../programs.ts";

export const FORMS = ["mjs", "cjs", "mts", "cts", "tsx"] as const;
export type Form = (typeof FORMS)[number];

const SOURCES = fileURLToPath(new URL("sources/", import.meta.url));
const TSX = import.meta.resolve("tsx");

export interface Shape {
  readonly name: string;
  readonly forms: readonly Form[];
  readonly lines: readonly NodeLine[];
}

export function listShapes(): Shape[] {
  return readdirSync(SOURCES).map((file) => {
    const isFolder = statSync(join(SOURCES, file)).isDirectory();
    const source = readFileSync(join(SOURCES, file, isFolder ? "main.js" : ""), "utf8");
    const words = (key: string) => new RegExp(`// @${key} (.*)$`, "m").exec(source)?.[1]?.trim().split(" ") ?? [];
    const only = words("only");
    const lines = words("lines").map(Number);
    return {
      name: basename(file, ".js"),
      // What a module can be, the TypeScript of a script cannot differ in: `cts` is for what only a script can say.
      forms: FORMS.filter((form) => (only.length === 0 ? form !== "cts" : only.includes(form))),
      lines: NODE_LINES.filter((line) => lines.length === 0 || lines.includes(line)),
    };
  });
}

export interface Batch {
  readonly cwd: string;
  readonly args: readonly string[];
  /** Absolute paths of the files that the shapes are in. */
  readonly files: readonly string[];
}

/**
 * Writes the shapes in one form to `folder`, and a program that runs one after the other: each begins when the loop has
 * nothing left to do, so a shape needs to tell nobody that it is done. It is told their names
 * when it runs, so that its text needs no probes: the first shape is to find none.
 */
export function writeBatch(folder: string, form: Form, shapes: readonly Shape[]): Batch {
  const extension = form === "tsx" ? "ts" : form;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), form === "tsx" ? '{ "type": "module" }' : "{}");
  const entries = shapes.map(({ name }) => writeShape(folder, name, extension));
  const main = join(folder, `run.${extension}`);
  writeFileSync(main, runner(extension));
  const flags = form === "tsx" ? ["--import", TSX] : [];
  return { cwd: folder, args: [...flags, main, JSON.stringify(entries)], files: entries.map((entry) => join(folder, entry)) };
}

/** Writes one shape and returns where it begins, from the folder. */
export function writeShape(folder: string, name: string, extension: string): string {
  const path = join(SOURCES, name);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    writeFileSync(join(folder, `${name}.${extension}`), inForm(readFileSync(`${path}.js`, "utf8"), extension));
    return `${name}.${extension}`;
  }
  mkdirSync(join(folder, name));
  for (const file of readdirSync(path)) {
    if (!file.endsWith(".js")) cpSync(join(path, file), join(folder, name, file));
    else {
      const text = inForm(readFileSync(join(path, file), "utf8"), extension);
      writeFileSync(join(folder, name, file.replace(/js$/, extension)), text);
    }
  }
  return `${name}/main.${extension}`;
}

function inForm(source: string, extension: string): string {
  const text = source.replaceAll(/("\.\/\w+\.)js"/g, `$1${extension}"`);
  return extension.endsWith("ts") ? text.replaceAll(/\/\*(: .*?) \*\//g, "  $1   ") : text;
}

function runner(extension: string): string {
  const load = extension.startsWith("c") ? "(entry) => require(entry)" : "(entry) => import(entry)";
  return `const entries = JSON.parse(process.argv[2]);
const load = ${load};
const fail = (entry, error) => { console.log("FAILED", entry, error); process.exitCode = 1; };
process.on("beforeExit", () => {
  const entry = entries.shift();
  if (entry === undefined) return;
  console.log("== " + entry);
  setImmediate(() => { try { Promise.resolve(load("./" + entry)).catch((error) => fail(entry, error)); } catch (error) { fail(entry, error); } });
});
`;
}
