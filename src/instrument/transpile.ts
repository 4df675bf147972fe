/**
 * TypeScript and JSX that Node cannot run by blanking out types, to JavaScript, by TypeScript's own compiler. Bundled
 * apart from the instrumenter: it is large, and most programs never need it.
 */
import ts from "typescript-js";
import { mapPastEdits, type RawMap } from "./map.ts";
import type { ModuleFormat } from "./types.ts";

export interface TranspileOptions {
  /** Absolute path; its extension says what the code is written in. */
  readonly file: string;
  readonly format: ModuleFormat;
  /** The name of the probes in the code. */
  readonly name: string;
  /** `compilerOptions` as tsconfig.json has them; only those that change what a single file becomes are used. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

export type TranspileResult =
  /** `map` leads from `code` to the source without probes; its only source is `file`. */
  { readonly ok: true; readonly code: string; readonly map: RawMap } | { readonly ok: false; readonly reason: string };

/** Turns instrumented code into JavaScript. Probes stay; `strip` still finds them, but lines are the compiler's own. */
export function transpile(code: string, options: TranspileOptions): TranspileResult {
  const requires = options.format === "module" && /\bimport\s+[\w$]+\s*=\s*require\b/.test(code);
  const compilerOptions = chooseOptions(options, requires);
  // Only the module kind of Node gives an ES module a `require`, and it goes by the extension.
  const fileName = requires ? options.file.replace(/\.tsx?$/, ".mts") : options.file;
  try {
    const output = ts.transpileModule(code, { fileName, compilerOptions, reportDiagnostics: true });
    const error = output.diagnostics?.find(({ category }) => category === ts.DiagnosticCategory.Error);
    if (error !== undefined) return { ok: false, reason: describe(error.messageText) };
    const map = mapPastEdits(code, options.name, JSON.parse(output.sourceMapText!) as RawMap, options.file);
    return { ok: true, code: output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"), map };
  } catch (error) {
    return { ok: false, reason: describe(error instanceof Error ? error.message : String(error)) };
  }
}

function describe(message: string | ts.DiagnosticMessageChain): string {
  return `TypeScript cannot compile the file: ${ts.flattenDiagnosticMessageText(message, " ")}`;
}

const honoured = [
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "experimentalDecorators",
  "emitDecoratorMetadata",
  "useDefineForClassFields",
  "verbatimModuleSyntax",
  "preserveConstEnums",
  "esModuleInterop",
  "target",
];

function chooseOptions({ compilerOptions = {}, format }: TranspileOptions, requires: boolean): ts.CompilerOptions {
  const wanted = Object.fromEntries(Object.entries(compilerOptions).filter(([key]) => honoured.includes(key)));
  const { options: given } = ts.convertCompilerOptionsFromJson(wanted, "/");
  const chosen: ts.CompilerOptions = {
    esModuleInterop: true,
    ...given,
    ...chooseTarget(given),
    jsx: chooseJsx(given),
    module: requires ? ts.ModuleKind.NodeNext : format === "commonjs" ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
    sourceMap: true,
    isolatedModules: true,
    noEmitHelpers: false,
    importHelpers: false,
    removeComments: false,
  };
  if (format === "commonjs") delete chosen.verbatimModuleSyntax;
  return chosen;
}

/**
 * At least ES2022, so that async functions stay what they are; below ESNext, so that decorators and `using` are
 * lowered. A lower target in the project also means that class fields are assigned, not defined.
 */
function chooseTarget({ target, useDefineForClassFields }: ts.CompilerOptions): ts.CompilerOptions {
  const isLower = target !== undefined && target < ts.ScriptTarget.ES2022;
  return {
    target: ts.ScriptTarget.ES2022,
    useDefineForClassFields: useDefineForClassFields ?? !isLower,
  };
}

/** Left to another tool means, with today's tools, the automatic runtime; said nowhere means `React.createElement`. */
function chooseJsx({ jsx, jsxImportSource }: ts.CompilerOptions): ts.JsxEmit {
  if (jsx === ts.JsxEmit.Preserve || jsx === ts.JsxEmit.ReactNative) return ts.JsxEmit.ReactJSX;
  return jsx ?? (jsxImportSource === undefined ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX);
}
