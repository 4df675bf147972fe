// Type-checks every TypeScript project of the repository, all at once. Exit code 1 when one has an error.
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./lib/run.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const projects = globSync(["{src,test,scripts,examples}/tsconfig*.json", "examples/*/tsconfig.json"], { cwd: root })
  .filter((path) => !path.endsWith("tsconfig.base.json"))
  .sort();

const results = await Promise.all(
  projects.map(async (project) => ({ project, ...(await run("tsc", ["--pretty", "false", "-p", project])) })),
);
for (const { project, code, output } of results) {
  if (code !== 0) console.error(`${project}\n${output.trim()}\n`);
}
const failed = results.filter(({ code }) => code !== 0).length;
console.log(`${projects.length - failed} of ${projects.length} projects have no type error`);
process.exitCode = failed === 0 ? 0 : 1;
