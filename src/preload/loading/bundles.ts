/**
 * The parts of the preload that most starts do not need. They are compiled here, past Node's module loader, so that
 * neither `require.cache` nor another tool's loader hooks see them.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import type { instrument } from "../../instrument/instrument.ts";
import type {
  mapForCoverage,
  mapOfEdits,
  mapThroughEdits,
  readInlineMap,
  readMap,
  readMapUrl,
} from "../../instrument/map.ts";
import type { originalSites } from "../../instrument/original-sites.ts";
import type { transpile } from "../../instrument/transpile.ts";
import type { createTsconfigs } from "./tsconfig.ts";

export interface Instrumenter {
  readonly instrument: typeof instrument;
  readonly mapOfEdits: typeof mapOfEdits;
  readonly mapThroughEdits: typeof mapThroughEdits;
  readonly mapForCoverage: typeof mapForCoverage;
  readonly readInlineMap: typeof readInlineMap;
  readonly readMap: typeof readMap;
  readonly readMapUrl: typeof readMapUrl;
  readonly originalSites: typeof originalSites;
}

export interface Bundles {
  instrumenter(): Instrumenter;
  transpiler(): { readonly transpile: typeof transpile };
  tsconfigs(): { readonly createTsconfigs: typeof createTsconfigs };
}

/** `preload` is the absolute path of this bundle; the others lie beside it. Each is loaded when first asked for. */
export function createBundles(preload: string): Bundles {
  const folder = dirname(preload);
  const loaded = new Map<string, unknown>();
  const load = <T>(name: string): T => {
    if (!loaded.has(name)) loaded.set(name, run(join(folder, `${name}.cjs`)));
    return loaded.get(name) as T;
  };
  return {
    instrumenter: () => load("instrumenter"),
    transpiler: () => load("transpiler"),
    tsconfigs: () => load("tsconfigs"),
  };
}

function run(filename: string): unknown {
  const module = { exports: {} };
  const body = compileFunction(
    readFileSync(filename, "utf8"),
    ["module", "exports", "require", "__filename", "__dirname"],
    {
      filename,
    },
  );
  body(module, module.exports, createRequire(filename), filename, dirname(filename));
  return module.exports;
}
