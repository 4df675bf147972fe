/** The tests of a checkout of test262, and which of them speak of what Awaitscope instruments. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Frontmatter, readFrontmatter } from "./frontmatter.ts";

export interface Test extends Frontmatter {
  /** From the checkout's `test` folder, with forward slashes. */
  readonly path: string;
  readonly source: string;
}

/** One way in which a test is to be run. */
export interface Run {
  readonly test: Test;
  readonly mode: Mode;
  /** Runs in a process of its own; others share one, each in a realm of its own. */
  readonly isAlone: boolean;
}
export type Mode = "sloppy" | "strict" | "module";

/** Every script of the checkout's `test` folder, in the order of paths. */
export function listFiles(checkout: string): string[] {
  return globSync("test/**/*.js", { cwd: checkout })
    .map((path) => path.replaceAll("\\", "/").slice("test/".length))
    .sort();
}

/** Fixtures are files that tests load. */
export function isTest(path: string): boolean {
  return !path.includes("_FIXTURE");
}

export function readTest(checkout: string, path: string): Test {
  const source = readFileSync(join(checkout, "test", path), "utf8");
  return { path, source, ...readFrontmatter(source) };
}

/**
 * Whether a test is about async functions, arrows, methods, generators, `for await`, top-level await, `await using`,
 * dynamic import, modules, promises and their combinators, or a function's text. By what is in it rather than by where
 * it lies: a test that says `async`, `await`, `import(` or `Promise` in its code belongs, wherever it is.
 */
export function isSelected({ path, source, flags }: Test): boolean {
  if (flags.has("async") || flags.has("module") || SELECTED_FOLDERS.test(path)) return true;
  return /\basync\b|\bawait\b|\bimport\s*[.(]|\bPromise\b/.test(withoutComments(source));
}

const SELECTED_FOLDERS =
  /^built-ins\/(?:Async\w+|Promise|Function\/prototype\/toString)\/|^language\/(?:module-code|import|export)\/|dynamic-import|top-level-await/;

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}

/** Scripts run sloppy and strict, unless they say otherwise. */
export function runsOf(test: Test, isolation: Isolation): Run[] {
  const isAlone = isolation === "process" || (isolation === "auto" && needsProcess(test));
  return modesOf(test).map((mode) => ({ test, mode, isAlone }));
}
export type Isolation = "auto" | "process";

function modesOf({ flags }: Test): Mode[] {
  if (flags.has("module")) return ["module"];
  if (flags.has("raw") || flags.has("noStrict")) return ["sloppy"];
  return flags.has("onlyStrict") ? ["strict"] : ["sloppy", "strict"];
}

/**
 * What a second realm in one process would not show: modules and imports, which are the main realm's and are loaded
 * once; and what the preload does to the main realm's own functions.
 */
function needsProcess({ flags, includes, source }: Test): boolean {
  if (flags.has("module") || includes.includes("nativeFunctionMatcher.js")) return true;
  return MAIN_REALM.test(withoutComments(source));
}

const MAIN_REALM = /\bimport\b|\btoString\b|\$262\.agent|\bAtomics\b/;

/** Evenly picked. */
export function sample<T>(items: readonly T[], count: number): readonly T[] {
  if (count >= items.length) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)]!);
}
