import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Language, ModuleFormat } from "../../instrument/types.ts";

type Format = string | null | undefined;

const SCRIPT = /\.[cm]?[jt]sx?$/;
const TYPESCRIPT = /\.(?:[cm]?ts|tsx)$/;

export function isTypeScriptFile(path: string): boolean {
  return TYPESCRIPT.test(path);
}

/** Formats that hold script text; everything else (JSON, WebAssembly, addons, builtins) is left alone. */
export function isScriptFormat(format: Format, path: string): boolean {
  if (format === undefined || format === null) return SCRIPT.test(path) || extname(path) === "";
  return /^(?:module|commonjs|typescript|module-typescript|commonjs-typescript)$/.test(format);
}

/** What the source is written in, after what the loaders before us made of it. */
export function languageOf(format: Format, path: string): Language {
  const isPlain = format === "module" || format === "commonjs";
  if (isPlain && TYPESCRIPT.test(path)) return "js";
  if (path.endsWith("x") && /\.[jt]sx$/.test(path)) return path.endsWith(".jsx") ? "jsx" : "tsx";
  return format?.endsWith("typescript") || TYPESCRIPT.test(path) ? "ts" : "js";
}

/**
 * The formats a source may have, likeliest first. For `.jsx`, `.tsx`, and `.ts` on a Node that cannot strip types, Node
 * has no opinion: the extension decides, then "type" in package.json, then the syntax.
 */
export function formatsOf(format: Format, path: string, source: string): readonly ModuleFormat[] {
  const known = moduleFormatOf(format) ?? (format === "typescript" ? null : formatOfFile(path));
  if (known !== null) return [known];
  return looksLikeModule(source) ? ["module", "commonjs"] : ["commonjs", "module"];
}

function moduleFormatOf(format: Format): ModuleFormat | null {
  if (format === "module" || format === "module-typescript") return "module";
  if (format === "commonjs" || format === "commonjs-typescript") return "commonjs";
  return null;
}

function formatOfFile(path: string): ModuleFormat | null {
  if (path.endsWith(".mts") || path.endsWith(".mjs")) return "module";
  if (path.endsWith(".cts") || path.endsWith(".cjs")) return "commonjs";
  const type = packageType(path);
  return type === "module" || type === "commonjs" ? type : null;
}

/** Where no folder has a package.json, Node names the file itself; of a file that is not there it names none. */
function packageType(path: string): unknown {
  try {
    const found = findPackageJSON(pathToFileURL(path));
    if (found === undefined || basename(found) !== "package.json") return undefined;
    return (JSON.parse(readFileSync(found, "utf8")) as { type?: unknown }).type;
  } catch {
    return undefined;
  }
}

/** Good enough to choose which format to try first. */
export function looksLikeModule(source: string): boolean {
  return /^\s*(?:import\s*[\w{*"'$]|export\s*[\w{*])/m.test(source);
}
