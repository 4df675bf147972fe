/** What some projects need before they run: packages linked by a package manager, bundles. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { FOLDER, PROJECTS, runTool } from "./install.ts";

export function prepareProjects(): void {
  const workspaces = join(PROJECTS, "workspaces");
  installWithPnpm(`${workspaces}-pnpm`, workspaces);
  installWithYarn(`${workspaces}-yarn`, workspaces, "pnp");
  installWithYarn(`${workspaces}-yarn-linked`, workspaces, "node-modules");
  linkWorkspaces(workspaces);
  makeBundles(join(PROJECTS, "bundle"));
  bundle(join(PROJECTS, "bundle-jsx"), "src/main.js", "out.mjs", "linked");
  bundleWithDependency(join(PROJECTS, "bundle-dependency"));
}

/** All packages are the project's own, so nothing is fetched. */
function installWithPnpm(folder: string, from: string): void {
  cpSync(from, folder, { recursive: true });
  const pnpm = join(FOLDER, "node_modules/pnpm/bin/pnpm.cjs");
  runTool(process.execPath, [pnpm, "install", "--offline", "--no-frozen-lockfile"], folder);
}

function installWithYarn(folder: string, from: string, linker: "pnp" | "node-modules"): void {
  cpSync(from, folder, { recursive: true });
  writeFileSync(join(folder, "yarn.lock"), "");
  writeFileSync(join(folder, ".yarnrc.yml"), `nodeLinker: ${linker}\nenableTelemetry: false\nenableGlobalCache: false\n`);
  const yarn = join(FOLDER, "node_modules/@yarnpkg/cli-dist/bin/yarn.js");
  runTool(process.execPath, [yarn, "install"], folder, { YARN_ENABLE_IMMUTABLE_INSTALLS: "false" });
}

/** As npm does it: a link for each package. */
function linkWorkspaces(folder: string): void {
  mkdirSync(join(folder, "node_modules/@here"), { recursive: true });
  for (const name of ["one", "two"]) symlinkSync(`../../packages/${name}`, join(folder, "node_modules/@here", name));
}

/** One bundle with its map inside, one with its map beside it, one whose map is made of sections, and one whose map names files as webpack does. */
function makeBundles(folder: string): void {
  bundle(folder, "src/main.ts", "inline.mjs", "inline");
  bundle(folder, "src/main.ts", "external.mjs", "linked");
  const code = readFileSync(join(folder, "external.mjs"), "utf8").replace("external.mjs.map", "indexed.mjs.map");
  const map = JSON.parse(readFileSync(join(folder, "external.mjs.map"), "utf8"));
  const sections = [{ offset: { line: 1, column: 0 }, map }];
  writeFileSync(join(folder, "indexed.mjs"), `// A line before\n${code}`);
  writeFileSync(join(folder, "indexed.mjs.map"), JSON.stringify({ version: 3, sections }));
  writeFileSync(join(folder, "webpack.mjs"), code.replace("indexed.mjs.map", "webpack.mjs.map"));
  const sources = map.sources.map((source: string) => `webpack://bundle/./${source}?1a2b`);
  writeFileSync(join(folder, "webpack.mjs.map"), JSON.stringify({ ...map, sources }));
}

function bundleWithDependency(folder: string): void {
  cpSync(join(folder, "library"), join(folder, "node_modules/library"), { recursive: true });
  bundle(folder, "src/main.ts", "out.mjs", "linked");
}

function bundle(folder: string, entry: string, outfile: string, sourcemap: "inline" | "linked"): void {
  const esbuild = createRequire(join(FOLDER, "package.json"))("esbuild");
  esbuild.buildSync({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile,
    sourcemap,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node22",
    loader: { ".js": "jsx" },
  });
}
