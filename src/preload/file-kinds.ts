import { extname } from "node:path";
import type { Language, ModuleFormat } from "../instrument/types.ts";

const SCRIPT = /\.[cm]?[jt]sx?$/;
const TYPESCRIPT = /\.(?:[cm]?ts|tsx)$/;

export function isTypeScriptFile(path: string): boolean {
  return TYPESCRIPT.test(path) && !path.endsWith(".d.ts");
}

/** Formats that hold script text; everything else (JSON, WebAssembly, addons, builtins) is left alone. */
export function isScriptFormat(format: string | null | undefined, path: string): boolean {
  if (format === undefined || format === null) return SCRIPT.test(path) || extname(path) === "";
  return /^(?:module|commonjs|typescript|module-typescript|commonjs-typescript)$/.test(format);
}

/** What `source` is written in, from what the loaders before us made of it. */
export function languageOf(format: string | null | undefined, path: string): Language {
  if (path.endsWith(".jsx")) return "jsx";
  if (path.endsWith(".tsx") && format !== "module" && format !== "commonjs") return "tsx";
  return format?.endsWith("typescript") || (format == null && TYPESCRIPT.test(path)) ? "ts" : "js";
}

/** Null where Node decides by the syntax of the file. */
export function moduleFormatOf(format: string | null | undefined): ModuleFormat | null {
  if (format === "module" || format === "module-typescript") return "module";
  if (format === "commonjs" || format === "commonjs-typescript") return "commonjs";
  return null;
}

/** A guess from the text, good enough to choose which one to try first. */
export function looksLikeModule(source: string): boolean {
  return /^\s*(?:import\s*[\w{*"'$]|export\s*[\w{*])/m.test(source);
}
