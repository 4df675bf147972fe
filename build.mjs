// Bundles every entry into dist/. One esbuild context per environment; nothing in dist is committed.
import * as esbuild from "esbuild";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production") || !watch;

/**
 * Runs in the user's process: no dependency outside the bundle, parser and transpiler loaded only when needed.
 * @type {esbuild.BuildOptions}
 */
const inProcess = {
  entryPoints: {
    preload: "src/preload/main.ts",
    drain: "src/runtime/drain.ts",
    instrumenter: "src/preload/instrumenter.ts",
    transpiler: "src/preload/transpiler.ts",
    tsconfigs: "src/preload/tsconfigs.ts",
  },
  platform: "node",
  format: "cjs",
  target: "node22.15",
  // As modules are; in a script only a function of strict code looks like Node's own, without `caller`.
  banner: { js: '"use strict";' },
  // Coverage and profiles name scripts by it, and reports leave out what is no file: ours are none of the program's.
  footer: watch ? {} : { js: "//# sourceURL=awaitscope" },
  // One letter beyond Latin-1, as among the entities of JSX, and V8 keeps the whole source at two bytes a letter.
  charset: "ascii",
};

/**
 * Runs on whatever Node or editor the user has; older Nodes must get far enough to say so.
 * @type {esbuild.BuildOptions}
 */
const tools = {
  entryPoints: { cli: "src/cli/main.ts", extension: "src/extension/extension.ts" },
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
};

/** @type {esbuild.BuildOptions} */
const view = {
  entryPoints: {
    "webview/timeline": "src/webview/main.ts",
    "webview/worker": "src/webview/worker.ts",
    "webview/style": "src/webview/style.css",
  },
  platform: "browser",
  format: "iife",
  target: "es2022",
};

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  outdir: "dist",
  outExtension: {},
  minify: production,
  sourcemap: watch ? "linked" : false,
  legalComments: "none",
  logLevel: "warning",
  charset: "utf8",
};

/** @type {esbuild.BuildOptions[]} */
const builds = [
  { ...common, ...inProcess, outExtension: { ".js": ".cjs" } },
  { ...common, ...tools, outExtension: { ".js": ".cjs" } },
  { ...common, ...view },
];

if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  const results = await Promise.allSettled(builds.map((options) => esbuild.build(options)));
  // esbuild has printed what is wrong, with the place; a stack of esbuild's own would bury it.
  if (results.some(({ status }) => status === "rejected")) process.exitCode = 1;
}
