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

/** Builds into `folder`. Functions are named by file and name: `preload/loading/hooks.ts createLoad`. */
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
  for (const { at, name } of places.sort((a, b) => a.at - b.at)) {
    contents += `${source.slice(from, at)}__fault(${JSON.stringify(`${file} ${name}`)});`;
    from = at;
  }
  return { contents: `declare const __fault: (name: string) => void;${contents}${source.slice(from)}`, loader: "ts" };
}

interface Node {
  readonly type?: string;
  readonly start: number;
  readonly id?: Node | null;
  readonly key?: Node;
  readonly left?: Node;
  readonly name?: string;
  readonly body?: unknown;
  readonly block?: Node;
}

interface Place {
  readonly at: number;
  readonly name: string;
}

/** Where the bodies of functions begin; where a function is one `try`, which nothing can throw ahead of, in that. */
function bodies(root: Node): Place[] {
  const places: Place[] = [];
  const times = new Map<string, number>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, path);
    else if (typeof value === "object" && value !== null) {
      const node = value as Node;
      const own = nameOf(node);
      const inner = own === undefined ? path : [...path, own];
      const at = /Function|Method/.test(node.type ?? "") ? startOf(node.body as Node | undefined) : null;
      if (at !== null) places.push({ at, name: unique(inner.join("."), times) });
      for (const [key, child] of Object.entries(node)) if (key !== "loc") visit(child, inner);
    }
  };
  visit(root, []);
  return places;
}

function nameOf({ type = "", id, key, left }: Node): string | undefined {
  if (/Declarat|^FunctionExpression|^ClassExpression/.test(type)) return id?.name;
  if (/Method|Property/.test(type)) return key?.name ?? (key?.id as Node | undefined)?.name;
  return type === "AssignmentExpression" ? left?.name : undefined;
}

function unique(name: string, times: Map<string, number>): string {
  const count = (times.get(name) ?? 0) + 1;
  times.set(name, count);
  return count === 1 ? name : `${name}#${count}`;
}

function startOf(body: Node | undefined): number | null {
  if (body?.type !== "BlockStatement") return null;
  const first = (body.body as Node[])[0];
  if (first === undefined) return null;
  return (first.type === "TryStatement" ? first.block! : body).start + 1;
}
