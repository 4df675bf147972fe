/**
 * The bundles that run in a program, built with a fault at the entry of every function: `fault.json` beside a bundle says
 * which of them throws, and may name a file to which each function's first run is noted. Nothing of this is in the
 * product's bundles.
 */
import { linkSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@babel/parser";
import * as esbuild from "esbuild";

const SRC = fileURLToPath(new URL("../../../src/", import.meta.url));

export interface Fault {
  /** The function that throws, as {@link buildFaultyBundles} names it; null for none. */
  readonly at: string | null;
  /** Where to note which functions ran; null for nowhere. */
  readonly log: string | null;
}

/** Builds into `folder`. Functions are named by file and position: `preload/hooks.ts:1234`. */
export async function buildFaultyBundles(folder: string): Promise<void> {
  await esbuild.build({
    entryPoints: {
      preload: join(SRC, "preload/main.ts"),
      drain: join(SRC, "runtime/drain.ts"),
      instrumenter: join(SRC, "preload/instrumenter.ts"),
      transpiler: join(SRC, "preload/transpiler.ts"),
      tsconfigs: join(SRC, "preload/tsconfigs.ts"),
    },
    platform: "node",
    format: "cjs",
    target: "node22.15",
    bundle: true,
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    logLevel: "warning",
    banner: { js: BANNER },
    plugins: [{ name: "faults", setup: (build) => build.onLoad({ filter: /\.ts$/ }, load) }],
  });
}

/** Gives the path of a preload with this fault, in a folder of its own inside `folder`. */
export function withFault(folder: string, fault: Fault): string {
  const own = mkdtempSync(join(folder, "fault-"));
  for (const bundle of readdirSync(folder)) if (bundle.endsWith(".cjs")) linkSync(join(folder, bundle), join(own, bundle));
  writeFileSync(join(own, "fault.json"), JSON.stringify(fault));
  return join(own, "preload.cjs");
}

/** The fault is one of the recorder's own: an Error, at every call from the first on. */
const BANNER = `
const __fault = (() => {
  const { appendFileSync, readFileSync } = require("node:fs");
  const { at, log } = JSON.parse(readFileSync(__dirname + "/fault.json", "utf8"));
  const seen = new Set();
  return (name) => {
    if (log !== null && !seen.has(name)) { seen.add(name); appendFileSync(log, name + "\\n"); }
    if (name === at) throw new Error("injected at " + name);
  };
})();`;

function load({ path }: { path: string }): esbuild.OnLoadResult | undefined {
  if (!path.startsWith(SRC)) return undefined;
  const source = readFileSync(path, "utf8");
  const file = relative(SRC, path);
  const places = bodies(parse(source, { sourceType: "module", plugins: ["typescript"] }).program as never);
  let contents = "";
  let from = 0;
  for (const at of places.sort((a, b) => a - b)) {
    contents += `${source.slice(from, at)}__fault(${JSON.stringify(`${file}:${at}`)});`;
    from = at;
  }
  return { contents: `declare const __fault: (name: string) => void;${contents}${source.slice(from)}`, loader: "ts" };
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly body?: unknown;
  readonly block?: Node;
}

/** Where the bodies of functions begin; where a function is one \`try\`, which nothing can throw ahead of, in that. */
function bodies(root: Node): number[] {
  const places: number[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === "object" && value !== null) {
      const node = value as Node;
      if (/Function|Method/.test(node.type ?? "")) addBody(node.body as Node | undefined, places);
      for (const key of Object.keys(node)) if (key !== "loc") visit((node as unknown as Record<string, unknown>)[key]);
    }
  };
  visit(root);
  return places;
}

function addBody(body: Node | undefined, places: number[]): void {
  if (body?.type !== "BlockStatement") return;
  const first = (body.body as Node[])[0];
  if (first === undefined) return;
  places.push((first.type === "TryStatement" ? first.block! : body).start + 1);
}
