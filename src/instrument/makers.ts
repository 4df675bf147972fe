import { SiteKind } from "../format/spec.ts";
import { type Call, type New, type SyntaxNode, unwrap } from "./syntax.ts";
import { pushChildren } from "./visitor-keys.ts";
import { visitInOrder, type Walk } from "./walk.ts";

/** An expression that makes a promise: the promise's own expression is the outermost of a chain. */
export function visitMaker(walk: Walk, node: Call | New): void {
  if (walk.insideChain.has(node) || isLeftAlone(walk, node)) {
    pushChildren(walk.stack, node);
    return;
  }
  const { probes, edits, sites, scope } = walk;
  const text = sites.text(node.start, node.end);
  const site = sites.number(sites.add(SiteKind.Promise, node.loc.start, node.loc.end, text, scope.site));
  edits.insert(node.start, probes.madeOpen(site));
  visitInOrder(
    walk,
    () => pushChildren(walk.stack, node),
    () => edits.insert(node.end, probes.close),
  );
}

/** In what has a task every probe stays, so that its waits stand in the order in which they were. */
export function isLeftAlone({ scope, isLeft }: Walk, { loc }: SyntaxNode): boolean {
  return !scope.hasTask && isLeft(loc.start);
}

export function isPromiseConstruction(node: New): boolean {
  return node.callee.type === "Identifier" && node.callee.name === "Promise";
}

/** `.then(…)` and its sisters on anything, `Promise.withResolvers()`, `Promise.try(…)`. What it gives is looked at when it runs. */
export function makesPromise({ callee }: Call): boolean {
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return false;
  const { object, property } = callee;
  if (reactions.has(property.name)) return object.type !== "Super";
  return object.type === "Identifier" && object.name === "Promise" && makers.has(property.name);
}

const reactions = new Set(["then", "catch", "finally"]);
const makers = new Set(["withResolvers", "try"]);

/**
 * V8 names the expression that a member was looked for in, that was called, or that was to be iterated: such an
 * expression stays as it is, so that its errors say what they say.
 */
export function keepNamed(walk: Walk, node: SyntaxNode): void {
  const add = (expression: SyntaxNode) => {
    const inner = unwrap(expression);
    if (inner.type === "CallExpression" || inner.type === "NewExpression") walk.insideChain.add(inner);
  };
  switch (node.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      add(node.object);
      return;
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression":
      add(node.callee);
      return;
    case "TaggedTemplateExpression":
      add(node.tag);
      return;
    case "SpreadElement":
      add(node.argument);
      return;
    case "ForOfStatement":
      add(node.right);
      return;
    case "VariableDeclarator":
      if (node.init !== null && node.id.type !== "Identifier") add(node.init);
      return;
    case "AssignmentExpression":
      if (node.left.type.endsWith("Pattern")) add(node.right);
  }
}
