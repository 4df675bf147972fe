// Checks every import in src/ against the table of rooms in src/ARCHITECTURE.md. Exit code 1 when one breaks it.
import { globSync, readFileSync } from "node:fs";
import ts from "typescript-js";
import { parseDebt, parseRooms } from "./imports/rooms.mjs";
import { checkImports } from "./imports/rules.mjs";

const root = new URL("../", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, root), "utf8");

const architecture = read("src/ARCHITECTURE.md");
const sources = globSync("**/*.ts", { cwd: new URL("src/", root) })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !path.endsWith(".d.ts"))
  .map((path) => readSource(path));
const entries = [...read("build.mjs").matchAll(/"src\/([^"]+\.ts)"/g)].map((match) => match[1] ?? "");

const problems = [
  ...checkImports({ rooms: parseRooms(architecture), debt: parseDebt(architecture), sources, entries }),
  ...checkLibs(),
];
for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0
    ? `${sources.length} files follow the table of rooms`
    : `${problems.length} imports break the table of rooms in src/ARCHITECTURE.md`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function readSource(/** @type {string} */ path) {
  const text = read(`src/${path}`);
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    to: fileName,
    line: text.slice(0, pos).split("\n").length,
  }));
  return { path, imports };
}

/** Only the view's project may know the DOM, and no file may bring a library in by itself. */
function checkLibs() {
  const projects = globSync("tsconfig.*.json", { cwd: new URL("src/", root) }).flatMap((name) => {
    const { compilerOptions, include = [] } = JSON.parse(read(`src/${name}`));
    const knowsDom = compilerOptions?.lib?.some((/** @type {string} */ lib) => lib.startsWith("DOM"));
    const isView = include.length === 1 && include[0] === "webview";
    return knowsDom && !isView ? [`src/${name}: only the project of "webview" may list the DOM's types`] : [];
  });
  const files = sources
    .filter(({ path }) => /^\/\/\/\s*<reference/m.test(read(`src/${path}`)))
    .map(({ path }) => `src/${path}: types come from the project's tsconfig, not from a reference`);
  return [...projects, ...files];
}
