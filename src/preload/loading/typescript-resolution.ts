/**
 * In TypeScript files, what Node cannot resolve is looked for as a TypeScript compiler would: `paths` and `baseUrl` of
 * the tsconfig, files named without their extension, `./x.js` that stands for `./x.ts`, folders with an index. Node's own
 * resolution always comes first, so nothing that runs without us resolves differently.
 */
import { statSync } from "node:fs";
import type { ResolveHookSync } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { guard } from "../../runtime/faults.ts";
import { isTypeScriptFile } from "./file-kinds.ts";
import type { Tsconfigs } from "./tsconfig.ts";

const NOT_FOUND = new Set([
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
]);
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];
/** What a JavaScript extension stands for in a TypeScript file. */
const STANDS_FOR: Record<string, readonly string[]> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

export function createTypeScriptResolve(loadTsconfigs: () => Tsconfigs): ResolveHookSync {
  return (specifier, context, nextResolve) => {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      const url = guard(() => findNotFound(error, specifier, context.parentURL, loadTsconfigs), undefined);
      if (url === undefined) throw error;
      return { url, shortCircuit: true };
    }
  };
}

/** The URL of what Node did not find, as `error` says. */
function findNotFound(
  error: unknown,
  specifier: string,
  parent: string | undefined,
  loadTsconfigs: () => Tsconfigs,
): string | undefined {
  if (parent === undefined || !parent.startsWith("file:") || !isTypeScriptFile(withoutQuery(parent))) return undefined;
  if (!NOT_FOUND.has((error as { code?: string } | null | undefined)?.code ?? "")) return undefined;
  const found = find(specifier, fileURLToPath(withoutQuery(parent)), loadTsconfigs);
  return found === undefined ? undefined : pathToFileURL(found).href;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, "");
}

function find(specifier: string, parent: string, loadTsconfigs: () => Tsconfigs): string | undefined {
  if (/^\.{0,2}\//.test(specifier)) return findFile(resolve(dirname(parent), withoutQuery(specifier)));
  if (/^file:/.test(specifier)) return findFile(fileURLToPath(withoutQuery(specifier)));
  if (/^[a-z]+:/.test(specifier)) return undefined;
  for (const path of loadTsconfigs().candidates(specifier, parent)) {
    const found = findFile(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findFile(path: string): string | undefined {
  const [, stem = path, extension = ""] = /^(.*?)(\.[cm]?jsx?)?$/.exec(path) ?? [];
  const others = (STANDS_FOR[extension] ?? []).map((other) => stem + other);
  const named = [path, ...others, ...EXTENSIONS.map((extension) => path + extension)];
  return [...named, ...EXTENSIONS.map((extension) => resolve(path, `index${extension}`))].find(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
