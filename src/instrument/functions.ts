import { SiteKind } from "../format/spec.ts";
import { visitBlock } from "./blocks.ts";
import { canWrap } from "./hoisting.ts";
import { type Claim, functionBody, nothingFollows, quietExpression, quietFrom } from "./quiet.ts";
import { type Block, type FunctionNode, nameToken, type SyntaxNode, unwrap } from "./syntax.ts";
import { returnedExpression } from "./waits.ts";
import { between, insertClaimed, type Scope, type Step, visitInOrder, type Walk } from "./walk.ts";

export function visitFunction(walk: Walk, node: FunctionNode): void {
  if ("key" in node) {
    const key = node.computed === true || node.key.type !== "PrivateName" ? node.key : null;
    if (!hasProbes(walk, node)) {
      visitInOrder(walk, ...(node.decorators ?? []), key, () => enterPlain(walk, node));
      return;
    }
    let site = -1;
    const addSite = () => {
      site = addFunctionSite(walk, node);
    };
    visitInOrder(walk, ...(node.decorators ?? []), addSite, key, () => enterAsync(walk, node, site));
    return;
  }
  if (hasProbes(walk, node)) enterAsync(walk, node, addFunctionSite(walk, node));
  else enterPlain(walk, node);
}

function hasProbes({ isLeft }: Walk, node: FunctionNode): boolean {
  return node.async && !isLeft(nameToken(node).start);
}

function addFunctionSite(walk: Walk, node: FunctionNode): number {
  const { start, end } = nameToken(node);
  return walk.sites.add(SiteKind.Function, start, end, walk.names.of(node), walk.scope.site);
}

function enterPlain(walk: Walk, node: FunctionNode): void {
  const outer = walk.scope;
  if (outer.hasTask) {
    walk.scope = { site: outer.site, hasTask: false, isAsyncGenerator: false, waits: 0, takenBack: 0 };
    walk.stack.push(() => {
      walk.scope = outer;
    });
  }
  visitInOrder(walk, ...node.params, node.body);
}

function enterAsync(walk: Walk, node: FunctionNode, site: number): void {
  const outer = walk.scope;
  walk.scope = { site, hasTask: true, isAsyncGenerator: node.generator, waits: 0, takenBack: 0 } satisfies Scope;
  const leave = () => {
    walk.scope = outer;
  };
  // The parameters of an async generator run before it has a request, and so no promise that could be mixed up.
  const parameters = node.generator
    ? node.params
    : node.params.map((parameter) => () => visitParameter(walk, parameter));
  visitInOrder(walk, ...parameters, ...body(walk, node, walk.sites.number(site)), leave);
}

function body(walk: Walk, node: FunctionNode, site: number): readonly (SyntaxNode | Step)[] {
  const { probes, edits } = walk;
  if (node.body.type !== "BlockStatement") return arrowBody(walk, node.body, site);
  const block = node.body;
  if (!canWrap(node, block, walk.mayEval)) {
    walk.needsSettledHook = true;
    const open = probes.bareOpen(site, node.generator);
    return [() => insertAfterDirectives(walk, block, null, open, open), () => visitBlock(walk, block)];
  }
  const open = probes.wrapOpen(site, node.generator);
  const statements = node.generator ? { ...block, endsFunction: false } : functionBody(block.body);
  const claim = node.generator ? null : quietFrom(statements, 0);
  return [
    () => insertAfterDirectives(walk, block, claim, probes.wrapQuietOpen(site), open),
    () => visitBlock(walk, block, statements),
    () => edits.insert(block.end - 1, probes.wrapClose),
  ];
}

function arrowBody(walk: Walk, body: SyntaxNode, site: number): readonly (SyntaxNode | Step)[] {
  const { probes, edits } = walk;
  const value = unwrap(body);
  if (value.type === "AwaitExpression") walk.quietAwaits.set(value, nothingFollows);
  const [open, close] = returnedExpression(walk, body);
  return [
    () => insertClaimed(walk, body.start, quietExpression(body), probes.arrowQuietOpen(site), probes.arrowOpen(site)),
    open,
    body,
    close,
    () => edits.insert(body.end, probes.arrowClose),
  ];
}

/** Inserts `text` if the claim holds, else `otherwise`. */
function insertAfterDirectives(walk: Walk, block: Block, claim: Claim | null, text: string, otherwise: string): void {
  const last = block.directives.at(-1);
  const isClosed = last === undefined || walk.source[last.end - 1] === ";";
  const before = isClosed ? "" : walk.probes.semicolon;
  insertClaimed(walk, last?.end ?? block.start + 1, claim, before + text, before + otherwise);
}

/** Puts the defaults and computed keys of a parameter of an async function into probes where they may run code. */
function visitParameter(walk: Walk, node: SyntaxNode): void {
  const decorators = "decorators" in node ? (node.decorators ?? []) : [];
  visitInOrder(walk, ...decorators, () => visitPattern(walk, node));
}

function visitPattern(walk: Walk, node: SyntaxNode): void {
  const pattern = (inner: SyntaxNode) => () => visitParameter(walk, inner);
  switch (node.type) {
    case "AssignmentPattern":
      walk.names.infer(node);
      visitInOrder(walk, pattern(node.left), ...guarded(walk, node.right));
      return;
    case "ObjectPattern":
      visitInOrder(walk, ...node.properties.map(pattern));
      return;
    case "ObjectProperty": {
      const key = node.computed ? guarded(walk, node.key) : [];
      visitInOrder(walk, ...key, pattern(node.value));
      return;
    }
    case "ArrayPattern":
      visitInOrder(walk, ...node.elements.map((element) => (element === null ? null : pattern(element))));
      return;
    case "RestElement":
      visitInOrder(walk, pattern(node.argument));
      return;
    case "Identifier":
      return;
    default:
      visitInOrder(walk, node);
  }
}

function guarded(walk: Walk, node: SyntaxNode): readonly (SyntaxNode | Step)[] {
  return mayMakePromises(node) ? between(walk, walk.probes.parameterOpen, node, walk.probes.close) : [node];
}

/** A function or class must stay where its name is taken from; making one, or reading a variable, makes no promise. */
function mayMakePromises(expression: SyntaxNode): boolean {
  const node = unwrap(expression);
  if (node.type === "ObjectExpression") return node.properties.length > 0;
  if (node.type === "ArrayExpression") return node.elements.length > 0;
  return !harmless.has(node.type);
}

const harmless = new Set([
  "Identifier",
  "ThisExpression",
  "StringLiteral",
  "NumericLiteral",
  "BigIntLiteral",
  "BooleanLiteral",
  "NullLiteral",
  "RegExpLiteral",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ClassExpression",
]);
