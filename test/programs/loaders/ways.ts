/** The ways of loading: a command line each, on one of the projects. */
export const NODE_LINES = [22, 24, 26] as const;
export type NodeLine = (typeof NODE_LINES)[number];

export interface Way {
  readonly name: string;
  /** Folder in `projects/`; the golden has its name unless {@link golden} says otherwise. */
  readonly project: string;
  /** Of the command, or of Node where there is none. */
  readonly args: readonly string[];
  readonly command?: string;
  /** Inside the project. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Exit code; default 0. A way that fails without us too must fail the same. */
  readonly end?: number | string;
  readonly golden?: string;
  /** Lines that run when not all are asked for; default all. */
  readonly sampled?: readonly NodeLine[];
  /** Lines on which it works at all; default all. */
  readonly lines?: readonly NodeLine[];
  /** Lines of output that differ from run to run. */
  readonly drop?: RegExp;
  /** For what never ends by itself: it is stopped when this has been printed. */
  readonly until?: RegExp;
}

export function linesOf({ lines = NODE_LINES, sampled = NODE_LINES }: Way): readonly NodeLine[] {
  const isAll = (process.env.AWAITSCOPE_ALL_LOADERS ?? "") !== "";
  return isAll ? lines : lines.filter((line) => sampled.includes(line));
}

const bin = "../../node_modules";

export const ways: readonly Way[] = [
  { name: "tsx, CommonJS", project: "classic", args: [`${bin}/tsx/dist/cli.mjs`, "main.ts"] },
  { name: "tsx, ES modules", project: "esm", args: [`${bin}/tsx/dist/cli.mjs`, "main.ts"] },
  { name: "--import tsx, CommonJS", project: "classic", args: ["--import", "tsx", "main.ts"], sampled: [24] },
  { name: "--import tsx, ES modules", project: "esm", args: ["--import", "tsx", "main.ts"], sampled: [24] },
  { name: "-r tsx/cjs", project: "classic", args: ["-r", "tsx/cjs", "main.ts"] },
  { name: "ts-node", project: "classic", args: [`${bin}/ts-node/dist/bin.js`, "main.ts"], sampled: [24] },
  { name: "-r ts-node/register/transpile-only", project: "classic", args: ["-r", "ts-node/register/transpile-only", "main.ts"] },
  { name: "--loader ts-node/esm", project: "esm", args: ["--loader", "ts-node/esm/transpile-only", "main.ts"] },
  { name: "-r @swc-node/register", project: "classic", args: ["-r", "@swc-node/register", "main.ts"] },
  { name: "--import @swc-node/register/esm-register", project: "esm", args: ["--import", "@swc-node/register/esm-register", "main.ts"] },
  { name: "-r esbuild-register", project: "classic", args: ["-r", "esbuild-register", "main.ts"], sampled: [22, 26] },
  { name: "@babel/register", project: "classic", args: ["-r", "./babel.cjs", "main.ts"], sampled: [22, 26] },
  { name: "-r sucrase/register", project: "classic", args: ["-r", "sucrase/register", "main.ts"], sampled: [22, 26] },

  { name: "type stripping", project: "erasable", args: ["main.ts"] },
  { name: "npm run", project: "erasable", command: "npm", args: ["run", "--silent", "start"], sampled: [24] },
  { name: "npx tsx", project: "erasable", command: "npx", args: ["--no-install", "tsx", "main.ts"], sampled: [24] },
  { name: "node --run", project: "erasable", args: ["--run", "start"], sampled: [24] },
  { name: "nodemon", project: "erasable", args: [`${bin}/nodemon/bin/nodemon.js`, "--exec", "node", "main.ts"], until: /clean exit/, end: 143, sampled: [24] },
  { name: "node --watch", project: "erasable", args: ["--watch", "--watch-preserve-output", "main.ts"], until: /Completed running/, sampled: [24] },
  { name: "compile cache", project: "erasable", args: ["main.ts"], env: { NODE_COMPILE_CACHE: ".compile-cache" }, sampled: [22, 26] },
  { name: "--enable-source-maps", project: "erasable", args: ["--enable-source-maps", "main.ts"], sampled: [22, 26] },
  { name: "--frozen-intrinsics", project: "erasable", args: ["--frozen-intrinsics", "--no-warnings", "main.ts"], sampled: [24] },
  { name: "--disable-proto=delete", project: "erasable", args: ["--disable-proto=delete", "main.ts"], sampled: [24] },
  { name: "--disable-proto=throw", project: "erasable", args: ["--disable-proto=throw", "main.ts"], sampled: [24] },
  { name: "--disallow-code-generation-from-strings", project: "erasable", args: ["--disallow-code-generation-from-strings", "main.ts"], sampled: [24] },
  { name: "--stack-trace-limit", project: "erasable", args: ["--stack-trace-limit=3", "main.ts"], sampled: [24] },
  { name: "exports, imports, self-reference, require(esm), cycles", project: "packages", args: ["main.js"] },
  { name: "--preserve-symlinks", project: "packages", args: ["--preserve-symlinks", "--preserve-symlinks-main", "main.js"], golden: "packages-preserved", sampled: [24] },
  { name: "#, %, ? and letters in paths", project: "odd #1 %25 ünï?", args: ["main.mjs"], golden: "odd" },
  { name: "module.registerHooks", project: "hooks", args: ["--import", "./sync.mjs", "main.js"] },
  { name: "module.register", project: "hooks", args: ["--no-warnings", "--import", "./async.mjs", "main.js"] },
  { name: "module.registerHooks in NODE_OPTIONS", project: "hooks", args: ["main.js"], env: { NODE_OPTIONS: "--import ./sync.mjs" }, sampled: [24] },
  { name: "import-in-the-middle", project: "hooks", args: ["--no-warnings", "--import", "./iitm.mjs", "main.js"], golden: "hooks-iitm" },
  { name: "require-in-the-middle", project: "hooks", args: ["-r", "./ritm.cjs", "--import", "./sync.mjs", "main.js"], sampled: [24] },
  { name: "bundle, inline map", project: "bundle", args: ["inline.mjs"] },
  { name: "bundle, external map", project: "bundle", args: ["external.mjs"], sampled: [24] },
  { name: "bundle, indexed map", project: "bundle", args: ["indexed.mjs"], sampled: [24] },
  { name: "bundle, webpack's names in the map", project: "bundle", args: ["webpack.mjs"], sampled: [24] },
  { name: "bundle, --enable-source-maps", project: "bundle", args: ["--enable-source-maps", "external.mjs"], sampled: [22, 26] },
  { name: "bundle of JSX in .js", project: "bundle-jsx", args: ["out.mjs"], sampled: [24] },
  { name: "bundle with a dependency", project: "bundle-dependency", args: ["out.mjs"] },
  { name: "bundle with a dependency, --enable-source-maps", project: "bundle-dependency", args: ["--enable-source-maps", "out.mjs"], sampled: [24] },
  { name: "bundle, source-map-support", project: "bundle", args: ["-r", "source-map-support/register", "external.mjs"] },
  { name: "bundle, inline map, source-map-support", project: "bundle", args: ["-r", "source-map-support/register", "inline.mjs"], sampled: [24] },
  { name: "npm workspaces", project: "workspaces", args: ["packages/two/main.mjs"], sampled: [24] },
  { name: "pnpm workspaces", project: "workspaces-pnpm", args: ["packages/two/main.mjs"], golden: "workspaces", sampled: [24] },
  { name: "yarn's links", project: "workspaces-yarn-linked", args: ["packages/two/main.mjs"], golden: "workspaces", sampled: [24] },
  { name: "WebAssembly as a module", project: "wasm", args: ["--experimental-wasm-modules", "--no-warnings", "main.mjs"] },
  { name: "v8-compile-cache", project: "classic", args: ["-r", "esbuild-register", "-r", "v8-compile-cache", "main.ts"], env: { V8_COMPILE_CACHE_CACHE_DIR: ".v8-compile-cache" }, sampled: [22, 26] },
  { name: "node --test, type stripping", project: "erasable", args: ["--test", "--test-reporter=tap", "main.ts"], drop: /duration_ms/, sampled: [22, 26] },
  { name: "yarn Plug'n'Play", project: "workspaces-yarn", args: ["-r", "./.pnp.cjs", "--loader", "./.pnp.loader.mjs", "--no-warnings", "packages/two/main.mjs"], golden: "workspaces" },
  { name: "yarn node", project: "workspaces-yarn", args: [`${bin}/@yarnpkg/cli-dist/bin/yarn.js`, "node", "packages/two/main.mjs"], golden: "workspaces", sampled: [24] },
  { name: "node -e", project: "erasable", args: ["-e", `import("./later.cts").then((m) => m.default.later(3)).then(console.log)`], golden: "eval" },
  { name: "node -e with async functions", project: "erasable", args: ["-e", `(async () => console.log(await require("./later.cts").later(3)))()`], golden: "eval-listed", sampled: [24] },
  { name: "node -p", project: "erasable", args: ["-p", `require("./later.cts").later(3)`], golden: "eval", sampled: [24] },
  { name: "standard input, --input-type=module", project: "erasable", args: ["--input-type=module", "-"], stdin: `import m from "./later.cts"; console.log(await m.later(3));`, golden: "stdin-listed" },
  { name: "standard input, CommonJS", project: "erasable", args: ["-"], stdin: `require("./later.cts").later(3).then(console.log)`, golden: "eval", sampled: [24] },
  { name: "--permission", project: "erasable", args: ["--permission", "--allow-fs-read=*", "--allow-fs-write=*", "--allow-worker", "--no-warnings", "main.ts"], lines: [24, 26] },
  { name: "async functions compiled to generators", project: "lowered", args: ["-r", "ts-node/register/transpile-only", "main.ts"], sampled: [24] },
  { name: "ts-node, an error while loading", project: "throws", args: ["-r", "ts-node/register/transpile-only", "main.ts"], end: 1 },
  { name: "tsx, an error while loading", project: "throws", args: ["--import", "tsx", "main.ts"], end: 1, sampled: [24] },
  { name: "esbuild-register, an error while loading", project: "throws", args: ["-r", "esbuild-register", "main.ts"], end: 1, sampled: [26] },
  { name: "swc-node, an error while loading", project: "throws", args: ["-r", "@swc-node/register", "main.ts"], end: 1, sampled: [22] },
  { name: "--experimental-transform-types", project: "transform", args: ["--experimental-transform-types", "--no-warnings", "main.ts"], lines: [22, 24] },
];
