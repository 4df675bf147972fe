import { type ParserOptions, type ParserPlugin, parse as parseWith } from "@babel/parser";
import type { Program } from "./syntax.ts";
import type { Language, ModuleFormat } from "./types.ts";

export interface Parsed {
  readonly program: Program;
  /** TypeScript with `import` or `export`, also in a namespace, that is to run as CommonJS: only a compiler can turn them into it. */
  readonly needsModuleSyntaxLowered: boolean;
}

/** Throws the parser's SyntaxError, and a RangeError where the nesting is deeper than the stack. */
export function parse(source: string, language: Language, format: ModuleFormat): Parsed {
  try {
    return { program: parseAs(source, language, { sourceType: format }), needsModuleSyntaxLowered: false };
  } catch (error) {
    if (format === "module" || !isTypeScript(language) || !isModuleSyntaxError(error)) throw error;
    return { program: parseAs(source, language, commonjsWithModuleSyntax), needsModuleSyntaxLowered: true };
  }
}

const commonjsWithModuleSyntax: ParserOptions = {
  sourceType: "module",
  allowReturnOutsideFunction: true,
  allowNewTargetOutsideFunction: true,
};

/**
 * Decorators come in two grammars: only the legacy one has decorated parameters, and only the standard one is certain
 * to take what JavaScript takes. TypeScript takes both.
 */
function parseAs(source: string, language: Language, mode: ParserOptions): Program {
  const [likely, other] = grammars(source, language);
  const options = (decorators: ParserPlugin): ParserOptions => ({
    ...mode,
    plugins: [...plugins[language], decorators],
    createParenthesizedExpressions: true,
    attachComment: false,
    // A JSX or type import may be the only use of a name; undeclared exports are the loader's to complain about.
    allowUndeclaredExports: isTypeScript(language),
  });
  try {
    return parseWith(source, options(likely)).program as unknown as Program;
  } catch (error) {
    if (other === undefined) throw error;
    return parseWith(source, options(other)).program as unknown as Program;
  }
}

function grammars(source: string, language: Language): [ParserPlugin, ParserPlugin?] {
  if (!isTypeScript(language) || !source.includes("@")) return [standard];
  const decoratesParameters = /[(,]\s*@/.test(source);
  return decoratesParameters ? [legacy, standard] : [standard, legacy];
}

const standard = "decorators";
const legacy = "decorators-legacy";

const common: ParserPlugin[] = ["decoratorAutoAccessors", "sourcePhaseImports"];

const plugins: Record<Language, ParserPlugin[]> = {
  js: common,
  jsx: [...common, "jsx"],
  ts: [...common, "typescript"],
  tsx: [...common, "typescript", "jsx"],
};

export function isTypeScript(language: Language): boolean {
  return language === "ts" || language === "tsx";
}

function isModuleSyntaxError(error: unknown): boolean {
  return (error as { code?: unknown }).code === "BABEL_PARSER_SOURCETYPE_MODULE_REQUIRED";
}
