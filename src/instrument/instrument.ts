import { SiteKind } from "../format/spec.ts";
import { Bindings } from "./bindings.ts";
import { visitBlock } from "./blocks.ts";
import { Edits } from "./edits.ts";
import { isMoreThanTypes, isTypeOnly } from "./erasable.ts";
import { visitFunction } from "./functions.ts";
import { someIn } from "./hoisting.ts";
import { isPromiseConstruction, keepNamed, visitMaker } from "./makers.ts";
import { Names } from "./names.ts";
import { parse } from "./parse.ts";
import { platformCall } from "./platform.ts";
import { chooseName, createProbes } from "./probes.ts";
import { holds } from "./quiet.ts";
import { SiteList } from "./sites.ts";
import { isAwaitUsing, isUsing, type Position, type Program, type SyntaxNode } from "./syntax.ts";
import { type Instrumented, type InstrumentOptions, type InstrumentResult, placeKey } from "./types.ts";
import { pushChildren, UnknownSyntax } from "./visitor-keys.ts";
import { visitAwait, visitCall, visitForOf, visitLabeled, visitReturn, visitTry, visitYield } from "./waits.ts";
import { type Step, visitInOrder, type Walk } from "./walk.ts";

/**
 * Inserts probes into a file. Never throws: on any doubt the result says that the source must run as it is, so that
 * its own errors stay the same errors.
 */
export function instrument(source: string, options: InstrumentOptions): InstrumentResult {
  try {
    return hasNothingToDo(source, options) ? untouched(source) : instrumentParsed(source, options);
  } catch (error) {
    return { ok: false, reason: describe(error) };
  }
}

/** Parsing is nearly all of the cost, so a file without the words that matter is not parsed. */
function hasNothingToDo(source: string, options: InstrumentOptions): boolean {
  if (options.language === "jsx" || options.language === "tsx") return false;
  if (/async|await|Promise\s*\.\s*(?:all|race|any)/.test(source)) return false;
  if (options.language === "js") return true;
  // Module syntax that a CommonJS file must have lowered.
  if (options.format === "commonjs" && /\b(?:import|export)\b/.test(source)) return false;
  return !mayBeMoreThanTypes.test(source);
}

const mayBeMoreThanTypes =
  /\b(?:enum|namespace|module|accessor|using|constructor[\s\S]*(?:public|private|protected|readonly|override))\b|\bimport\s+[\w$]+\s*=|\bexport\s*=|@|(?:[^\w$\s)\]>"'`]|\breturn)\s*</;

function untouched(code: string): Instrumented {
  return { ok: true, code, name: "$aw", sites: [], needsSettledHook: false, needsTranspile: false };
}

function instrumentParsed(source: string, options: InstrumentOptions): InstrumentResult {
  const { program, needsModuleSyntaxLowered } = parse(source, options.language, options.format);
  const walk = createWalk(source, program, options);
  walk.needsTranspile = needsModuleSyntaxLowered;
  const topLevelAwait = someIn(program.body, isTopLevelWait);
  if (topLevelAwait && !walk.isModule) return { ok: false, reason: "A CommonJS module cannot have a top-level await" };
  visitInOrder(walk, () => visitProgram(walk, program, topLevelAwait));
  run(walk, options.hasUsing ?? true);
  if (walk.needsTranspile && options.language === "js") {
    return { ok: false, reason: "The file uses syntax that this version of Node does not know" };
  }
  for (const { claim, insertion, otherwise } of walk.claimed) {
    if (!holds(claim, walk.bindings)) walk.edits.replace(insertion, otherwise);
  }
  const { needsSettledHook, needsTranspile, probes, sites } = walk;
  for (const { site, expression } of walk.waited) {
    const calls = platformCall(expression, walk.bindings);
    if (calls !== null) sites.setCalls(site, calls);
  }
  return {
    ok: true,
    code: walk.edits.apply(),
    name: probes.name,
    sites: sites.records,
    needsSettledHook,
    needsTranspile,
  };
}

type ArrayWalk = Walk & { readonly stack: (SyntaxNode | Step)[] };

function createWalk(source: string, program: Program, { format, firstSite, leave }: InstrumentOptions): ArrayWalk {
  const isLeft = ({ line, column }: Position) => leave?.has(placeKey({ line, column: column + 1 })) === true;
  const mayEval = format === "commonjs" && /\beval\b|\\u/.test(source);
  return {
    source,
    probes: createProbes(chooseName(source)),
    edits: new Edits(source),
    sites: new SiteList(source, firstSite),
    names: new Names(source),
    bindings: new Bindings(program, mayEval, isLeft),
    quietAwaits: new Map(),
    claimed: [],
    stack: [],
    isModule: format === "module",
    mayEval,
    scope: { site: -1, hasTask: false, isAsyncGenerator: false, waits: 0, takenBack: 0 },
    waited: [],
    insideChain: new Set(),
    isLeft,
    needsSettledHook: false,
    needsTranspile: false,
  };
}

function isTopLevelWait(node: SyntaxNode): boolean {
  return (
    node.type === "AwaitExpression" ||
    (node.type === "ForOfStatement" && (node.await || isAwaitUsing(node.left))) ||
    isAwaitUsing(node)
  );
}

/**
 * A module that waits is a task: from its first statement that runs to its last. What it disposes of behind that is
 * left out, for nothing of ours could run behind it and know whether the module failed.
 */
function visitProgram(walk: Walk, program: Program, topLevelAwait: boolean): void {
  const last = program.body.findLast((statement) => !isTypeOnly(statement));
  if (!topLevelAwait || last === undefined) {
    pushChildren(walk.stack, program);
    return;
  }
  const start = { line: 1, column: 0 };
  const site = walk.sites.add(SiteKind.Module, start, start, "<module>", -1);
  walk.scope = { site, hasTask: true, isAsyncGenerator: false, waits: 0, takenBack: 0 };
  // Behind the imports, which run first anyway: an error of linking shows an import's line as it is on the disk.
  const first = program.body.find(({ type }) => type !== "ImportDeclaration") ?? program.body[0]!;
  walk.edits.insert(first.start, walk.probes.moduleOpen(walk.sites.number(site)));
  visitInOrder(
    walk,
    () => pushChildren(walk.stack, program),
    () => walk.edits.insert(last.end, walk.probes.moduleClose),
  );
}

function run(walk: ArrayWalk, hasUsing: boolean): void {
  const { stack } = walk;
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (typeof item === "function") item();
    else {
      walk.needsTranspile ||= isMoreThanTypes(item) || (!hasUsing && isUsing(item));
      visit(walk, item);
    }
  }
}

function visit(walk: Walk, node: SyntaxNode): void {
  walk.bindings.note(node);
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassMethod":
    case "ClassPrivateMethod":
    case "ObjectMethod":
      visitFunction(walk, node);
      return;
    case "AwaitExpression":
      visitAwait(walk, node);
      return;
    case "YieldExpression":
      visitYield(walk, node);
      return;
    case "ReturnStatement":
      visitReturn(walk, node);
      return;
    case "ForOfStatement":
      keepNamed(walk, node);
      visitForOf(walk, node);
      return;
    case "LabeledStatement":
      visitLabeled(walk, node);
      return;
    case "TryStatement":
      visitTry(walk, node);
      return;
    case "CallExpression":
      keepNamed(walk, node);
      visitCall(walk, node);
      return;
    case "NewExpression":
      keepNamed(walk, node);
      if (isPromiseConstruction(node)) visitMaker(walk, node);
      else pushChildren(walk.stack, node);
      return;
    case "BlockStatement":
      visitBlock(walk, node);
      return;
    case "ObjectProperty":
      visitInOrder(walk, node.shorthand ? null : node.key, node.value);
      return;
    case "RegExpLiteral":
      // The parser does not look into it, and an error must show the user's own line.
      new RegExp(node.pattern, node.flags);
      return;
    case "ClassDeclaration":
    case "TSModuleDeclaration":
      if (node.declare === true) return;
      break;
    case "WithStatement":
      // In its body any name, ours too, may be a property of the object.
      walk.stack.push(node.object);
      return;
  }
  keepNamed(walk, node);
  walk.names.infer(node);
  pushChildren(walk.stack, node);
}

function describe(error: unknown): string {
  if (error instanceof RangeError) return "The file is nested too deeply to be parsed";
  if (error instanceof UnknownSyntax) return `The file uses syntax that is not known here: ${error.message}`;
  return error instanceof Error ? `The file cannot be parsed: ${error.message}` : "The file cannot be parsed";
}
