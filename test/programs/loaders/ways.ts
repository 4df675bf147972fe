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
];
