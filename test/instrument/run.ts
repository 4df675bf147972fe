import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { transpile } from "../../src/instrument/transpile.ts";
import type { Language, ModuleFormat } from "../../src/instrument/types.ts";
import { instrumentChecked } from "./invariants.ts";
import { createRecorder } from "./recorder.ts";

export interface Program {
  readonly source: string;
  readonly language?: Language;
  readonly format?: ModuleFormat;
  /** What gets no probes, as `InstrumentOptions` has it. */
  readonly leave?: ReadonlySet<string>;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

export interface Run {
  /** What the program returned or threw, as text, and what it logged, each with the number of microtasks run before. */
  readonly outcome: string;
  readonly events: readonly string[];
  readonly code: string;
}

const FIRST_SITE = 7;

/** Runs a program as it is. A CommonJS program is the body of a function and returns its result; a module exports it as default. */
export async function runPlain(program: Program): Promise<string> {
  return execute(lower(program.source, program, "$aw"), program.format ?? "commonjs");
}

/** Instruments a program, checks the invariants, and runs it. */
export async function runInstrumented(program: Program): Promise<Run> {
  const { language = "js", format = "commonjs", leave = new Set<string>() } = program;
  const result = instrumentChecked(program.source, { language, format, firstSite: FIRST_SITE, leave });
  const { probes, events } = createRecorder(result.sites, FIRST_SITE);
  Object.defineProperty(globalThis, result.name, { value: probes, configurable: true });
  try {
    const code = result.needsTranspile ? lower(result.code, program, result.name) : lowerTypes(result.code, language);
    return { outcome: await execute(code, format), events, code: result.code };
  } finally {
    delete (globalThis as Record<string, unknown>)[result.name];
  }
}

function lower(code: string, { language = "js", format = "commonjs", compilerOptions }: Program, name: string): string {
  if (language === "js") return code;
  if (language === "ts" && !needsCompiler(code)) return lowerTypes(code, language);
  const result = transpile(code, {
    file: `/program.${language}`,
    format,
    name,
    compilerOptions: compilerOptions ?? {},
  });
  if (!result.ok) throw new Error(result.reason);
  return result.code;
}

function lowerTypes(code: string, language: Language): string {
  if (language === "js") return code;
  // As the body of a function, so that it may return; a module that waits must not.
  const [open, close] = /^\s*(?:import|export)\b/m.test(code) ? ["", ""] : ["async function f(){", "\n}"];
  return stripTypeScriptTypes(open + code + close).slice(open.length, -close.length || undefined);
}

function needsCompiler(code: string): boolean {
  try {
    lowerTypes(code, "ts");
    return /@|\baccessor\b/.test(code);
  } catch {
    return true;
  }
}

async function execute(code: string, format: ModuleFormat): Promise<string> {
  const lines: string[] = [];
  let ticks = 0;
  let counting = true;
  const count = (): void => {
    ticks++;
    if (counting && ticks < 1000) void Promise.resolve().then(count);
  };
  const log = (...values: unknown[]) => {
    // The loader takes as many ticks as it likes before a module runs.
    lines.push(
      `${format === "module" ? "" : `${ticks}: `}${values.map((value) => (typeof value === "string" ? value : text(value))).join(" ")}`,
    );
  };
  const holder = globalThis as { log?: unknown };
  holder.log = log;
  try {
    count();
    const value: unknown = await (format === "module" ? load(code) : new Function("log", code)(log));
    log("=>", value);
  } catch (error) {
    log("throws", error instanceof Error ? `${error.name}: ${error.message}` : error);
  } finally {
    counting = false;
    delete holder.log;
  }
  return lines.join("\n");
}

/** Without stacks. */
function text(value: unknown): string {
  return inspect(value, { depth: 5 }).replace(/\n\s+at .*/g, "");
}

const folder = mkdtempSync(join(tmpdir(), "instrument-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let loads = 0;

/** The default export of a module; what it returns where it is a function. */
async function load(code: string): Promise<unknown> {
  const file = join(folder, `${loads++}.mjs`);
  writeFileSync(file, code);
  const { default: value } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default?: unknown };
  return typeof value === "function" ? value() : value;
}
