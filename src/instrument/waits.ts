import { SiteKind } from "../format/spec.ts";
import { isLeftAlone, makesPromise, visitMaker } from "./makers.ts";
import { directCall } from "./quiet.ts";
import {
  type Await,
  type Block,
  type Call,
  type ForOf,
  isAwaitUsing,
  type Labeled,
  type Return,
  type SyntaxNode,
  type Try,
  unwrap,
  type Yield,
} from "./syntax.ts";
import { hasLineBreak, skipTrivia } from "./trivia.ts";
import { pushChildren } from "./visitor-keys.ts";
import { between, insertClaimed, type Step, visitInOrder, type Walk } from "./walk.ts";

export function visitAwait(walk: Walk, node: Await): void {
  if (!walk.scope.hasTask) {
    pushChildren(walk.stack, node);
    return;
  }
  const { probes, edits } = walk;
  const { argument } = node;
  const site = addWait(walk, SiteKind.Await, node, node, walk.sites.text(argument.start, argument.end), argument);
  insertClaimed(walk, node.start, walk.quietAwaits.get(node) ?? null, probes.resumeQuietOpen, probes.resumeOpen);
  const open = node.start + "await".length;
  insertClaimed(walk, open, directCall(argument), probes.suspendDirectOpen(site), probes.suspendOpen(site));
  visitInOrder(walk, argument, () => edits.insert(node.end, probes.suspendClose));
}

export function visitYield(walk: Walk, node: Yield): void {
  if (!walk.scope.isAsyncGenerator) {
    pushChildren(walk.stack, node);
    return;
  }
  const { probes, edits, source } = walk;
  const { argument, delegate } = node;
  const text = argument === null ? "" : walk.sites.text(argument.start, argument.end);
  const site = addWait(walk, delegate ? SiteKind.YieldStar : SiteKind.Yield, node, node, text, argument);
  const keywordEnd = node.start + "yield".length;
  edits.insert(node.start, probes.yieldedOpen);
  if (argument === null) {
    edits.insert(
      keywordEnd,
      endsByLineBreak(source, keywordEnd) ? probes.yieldNothingEnds(site) : probes.yieldNothing(site),
    );
    return;
  }
  edits.insert(delegate ? skipTrivia(source, keywordEnd) + 1 : keywordEnd, probes.yieldOpen(site));
  visitInOrder(walk, argument, () => edits.insert(node.end, probes.suspendClose));
}

/**
 * Whether the line's end alone ends a bare `yield`, because the next line starts like an operand. What takes the
 * place of the `yield` could be continued by it, so it needs a semicolon.
 */
function endsByLineBreak(source: string, end: number): boolean {
  const next = skipTrivia(source, end);
  return hasLineBreak(source, end, next) && /[([`+\-/<]/.test(source[next] ?? "");
}

/** In an async generator, `return` waits for its value. */
export function visitReturn(walk: Walk, node: Return): void {
  const { scope, probes, edits, sites } = walk;
  const { argument } = node;
  if (
    argument === null ||
    !(scope.isAsyncGenerator || (scope.hasTask && scope.takenBack === 0 && mayBePromise(argument)))
  ) {
    pushChildren(walk.stack, node);
    return;
  }
  const text = sites.text(argument.start, argument.end);
  const site = scope.isAsyncGenerator
    ? addWait(walk, SiteKind.Return, node, node, text, argument)
    : addWaited(walk, SiteKind.Return, node, node, text, argument);
  const opening = scope.isAsyncGenerator ? probes.suspendOpen(site) : probes.returnOpen(site);
  const close = () => edits.insert(argument.end, probes.close);
  if (argument.type !== "SequenceExpression") {
    edits.insert(node.start + "return".length, opening);
    visitInOrder(walk, argument, close);
    return;
  }
  const value = argument.expressions.at(-1)!;
  const open = () => edits.insert(value.start, opening);
  visitInOrder(walk, ...argument.expressions.slice(0, -1), open, value, close);
}

/** What to do before and behind the expression of an async arrow function, which is what it returns. */
export function returnedExpression(walk: Walk, node: SyntaxNode): [Step, Step] {
  if (!mayBePromise(node)) return [nothing, nothing];
  const { probes, edits, sites } = walk;
  const open = () => {
    const text = sites.text(node.start, node.end);
    const site = addWaited(walk, SiteKind.Return, node, node, text, node);
    edits.insert(node.start, probes.expressionOpen(site));
  };
  return [open, () => edits.insert(node.end, probes.close)];
}

function nothing(): void {}

/** Whether the value may be a promise, by its syntax alone. A sequence is looked at as a whole. */
function mayBePromise(expression: SyntaxNode): boolean {
  const node = unwrap(expression);
  if (node.type === "Identifier") return node.name !== "undefined";
  if (node.type === "ConditionalExpression") return mayBePromise(node.consequent) || mayBePromise(node.alternate);
  if (node.type === "ObjectExpression") return node.properties.some(mayBeThen);
  return !valuesOnly.has(node.type);
}

/** Whether the property of a new object may be the `then` that makes it a thenable, or bring one along. */
function mayBeThen(property: SyntaxNode): boolean {
  if (property.type !== "ObjectProperty" && property.type !== "ObjectMethod") return true;
  if (property.computed === true) return true;
  const { key } = property;
  const name = key.type === "Identifier" ? key.name : key.type === "StringLiteral" ? key.value : "";
  return name === "then" || name === "__proto__";
}

const valuesOnly = new Set<string>([
  "AwaitExpression",
  "StringLiteral",
  "NumericLiteral",
  "BigIntLiteral",
  "BooleanLiteral",
  "NullLiteral",
  "RegExpLiteral",
  "TemplateLiteral",
  "UnaryExpression",
  "UpdateExpression",
  "BinaryExpression",
  "ArrayExpression",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ClassExpression",
  "JSXElement",
  "JSXFragment",
]);

/** A loop that waits between its bodies: `for await`, or one that disposes of its variable. Its labels must stay on it. */
export function visitLabeled(walk: Walk, node: Labeled): void {
  let inner: SyntaxNode = node;
  while (inner.type === "LabeledStatement") inner = inner.body;
  if (inner.type === "ForOfStatement" && waits(walk, inner)) {
    walk.bindings.note(inner);
    visitWaitingLoop(walk, inner, node.start);
  } else walk.stack.push(inner);
}

export function visitForOf(walk: Walk, node: ForOf): void {
  if (waits(walk, node)) visitWaitingLoop(walk, node, node.start);
  else pushChildren(walk.stack, node);
}

function waits(walk: Walk, node: ForOf): boolean {
  return walk.scope.hasTask && (node.await || isAwaitUsing(node.left));
}

function visitWaitingLoop(walk: Walk, node: ForOf, start: number): void {
  const { probes, edits, sites } = walk;
  const { left, right, body } = node;
  const kind = node.await ? SiteKind.ForAwait : SiteKind.AwaitUsing;
  const text = node.await ? sites.text(right.start, right.end) : sites.text(left.start, left.end);
  const site = addWait(walk, kind, node, right, text, node.await ? right : null);
  edits.insert(start, probes.loopOpen(site));
  const iterable: (SyntaxNode | Step)[] = node.await
    ? [
        () => edits.insert(skipTrivia(walk.source, left.end) + "of".length, probes.iterableOpen(site)),
        right,
        () => edits.insert(right.end, probes.close),
      ]
    : [right];
  visitInOrder(walk, left, ...iterable, ...between(walk, probes.bodyOpen(site), body, probes.bodyClose(site)));
}

/** A rejected wait goes on where the `catch` or `finally` starts. */
export function visitTry(walk: Walk, node: Try): void {
  const { scope } = walk;
  if (!scope.hasTask) {
    pushChildren(walk.stack, node);
    return;
  }
  const before = scope.waits;
  // A `finally` that leaves by itself takes back what was returned.
  const { finalizer: last } = node;
  const takesBack = last != null && /\b(?:return|break|continue)\b/.test(walk.source.slice(last.start, last.end));
  const count = (by: number) => () => {
    if (takesBack) scope.takenBack += by;
  };
  if (node.handler !== null) walk.bindings.note(node.handler);
  const into = (block: Block, probe: string) => () => {
    if (scope.waits > before) walk.edits.insert(block.start + 1, probe);
  };
  const { caught, finallyOpen } = walk.probes;
  const param = node.handler?.param;
  const name = param?.type === "Identifier" ? param.name : "";
  const handler =
    node.handler === null ? [] : [node.handler.param, into(node.handler.body, caught(name)), node.handler.body];
  const finalizer =
    node.finalizer === null || node.finalizer === undefined ? [] : [into(node.finalizer, finallyOpen), node.finalizer];
  visitInOrder(walk, count(1), node.block, ...handler, count(-1), ...finalizer);
}

/** `Promise.all(X)` and its sisters, also where no task waits for them. */
export function visitCall(walk: Walk, node: Call): void {
  const [members] = node.arguments;
  if (members === undefined || !isCombinator(node) || isLeftAlone(walk, node)) {
    if (makesPromise(node)) visitMaker(walk, node);
    else pushChildren(walk.stack, node);
    return;
  }
  const { probes, edits, sites, scope } = walk;
  const text = sites.text(node.start, node.end);
  const site = sites.number(sites.add(SiteKind.Combinator, node.loc.start, node.loc.end, text, scope.site));
  edits.insert(node.start, probes.combinatorOpen(site));
  const end = () => edits.insert(node.end, probes.close);
  visitInOrder(walk, node.callee, ...between(walk, probes.membersOpen, members, probes.close), end);
}

const combinators = new Set(["all", "allSettled", "race", "any"]);

function isCombinator({ callee, arguments: given }: Call): boolean {
  return (
    given.length === 1 &&
    given[0]!.type !== "SpreadElement" &&
    callee.type === "MemberExpression" &&
    !callee.computed &&
    callee.object.type === "Identifier" &&
    callee.object.name === "Promise" &&
    callee.property.type === "Identifier" &&
    combinators.has(callee.property.name)
  );
}

/** Adds the site of a place at which the scope can wait, from the start of `node` to the end of `last`; gives its number. */
function addWait(
  walk: Walk,
  kind: SiteKind,
  node: SyntaxNode,
  last: SyntaxNode,
  text: string,
  waited: SyntaxNode | null,
): number {
  walk.scope.waits++;
  return addWaited(walk, kind, node, last, text, waited);
}

/** The same where the function only follows what is `waited` for; null where no expression says what that is. */
function addWaited(
  { sites, scope, waited: all }: Walk,
  kind: SiteKind,
  node: SyntaxNode,
  last: SyntaxNode,
  text: string,
  waited: SyntaxNode | null,
): number {
  const site = sites.add(kind, node.loc.start, last.loc.end, text, scope.site);
  if (waited !== null) all.push({ site, expression: waited });
  return sites.number(site);
}
