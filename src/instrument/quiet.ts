/**
 * Where nothing of the program can run between a probe and the next one, so that both have the same time and the clock
 * is read once. Only what needs no call, no property and no conversion counts as nothing: constants, the file's own
 * variables, new functions, and statements made of them.
 */
import type { Bindings } from "./bindings.ts";
import { isTypeOnly } from "./erasable.ts";
import { type Await, isUsing, type SyntaxNode, unwrap } from "./syntax.ts";

/** What must hold for it, once all of the file was seen. */
export interface Claim {
  /** The function whose first probe comes next; null where the next probe is one of the same function. */
  readonly callee: string | null;
  /** Names that are read, which must be variables of the file. */
  readonly names: readonly string[];
}

/** That the function ends. */
export const nothingFollows: Claim = { callee: null, names: [] };

export function holds({ callee, names }: Claim, bindings: Bindings): boolean {
  return (callee === null || bindings.isAsyncFunction(callee)) && names.every((name) => bindings.isDeclared(name));
}

/** A list of statements. */
export interface Statements {
  readonly body: readonly SyntaxNode[];
  /** Whether its end, and a `return`, lead straight to the probe of the function's end. */
  readonly endsFunction: boolean;
}

/** The body of an instrumented function; what a `using` disposes of runs before the function ends. */
export function functionBody(body: readonly SyntaxNode[]): Statements {
  return { body, endsFunction: !body.some(isUsing) };
}

/** The claim that nothing runs from before statement `from` to the next probe; null where that cannot be said. */
export function quietFrom({ body, endsFunction }: Statements, from: number): Claim | null {
  const names: string[] = [];
  for (let index = from; index < body.length; index++) {
    const statement = body[index]!;
    if (statement.type === "FunctionDeclaration" || isTypeOnly(statement)) continue;
    if (statement.type === "ReturnStatement") {
      const { argument } = statement;
      if (argument === null || isQuiet(argument, names)) return endsFunction ? { callee: null, names } : null;
      return quietTo(argument, names);
    }
    for (const value of valuesOf(statement)) {
      if (value === null) return null;
      if (!isQuiet(value, names)) return quietTo(value, names);
    }
  }
  return endsFunction ? { callee: null, names } : null;
}

/** For each await that is the last that its statement does: the claim about what follows. */
export function* quietAwaits(statements: Statements): Iterable<readonly [Await, Claim]> {
  const { body, endsFunction } = statements;
  for (const [index, statement] of body.entries()) {
    const isReturn = statement.type === "ReturnStatement";
    const last = isReturn ? statement.argument : [...valuesOf(statement)].at(-1);
    if (last === null || last === undefined) continue;
    const value = unwrap(last);
    if (value.type !== "AwaitExpression") continue;
    const claim = !isReturn ? quietFrom(statements, index + 1) : endsFunction ? nothingFollows : null;
    if (claim !== null) yield [value, claim];
  }
}

/** The claim for a body that is one expression. */
export function quietExpression(expression: SyntaxNode): Claim | null {
  const names: string[] = [];
  return isQuiet(expression, names) ? { callee: null, names } : quietTo(expression, names);
}

/** The claim that `expression` is a call of a function of this file, from whose last probe control comes back at once. */
export function directCall(expression: SyntaxNode): Claim | null {
  const call = unwrap(expression);
  if (call.type !== "CallExpression") return null;
  return call.callee.type === "Identifier" ? { callee: call.callee.name, names: [] } : null;
}

/** The expressions that a statement evaluates, with nothing else before or behind each; null where there is more to it. */
function* valuesOf(statement: SyntaxNode): Iterable<SyntaxNode | null> {
  if (statement.type === "ExpressionStatement") {
    const expression = unwrap(statement.expression);
    const isPlainAssignment =
      expression.type === "AssignmentExpression" &&
      expression.operator === "=" &&
      expression.left.type === "Identifier";
    if (isPlainAssignment) yield expression.left;
    yield isPlainAssignment ? expression.right : expression;
  } else if (statement.type === "VariableDeclaration" && !isUsing(statement)) {
    for (const { id, init } of statement.declarations) {
      if (init !== null) yield init;
      if (id.type !== "Identifier") yield null;
    }
  } else yield null;
}

/** The claim for an expression whose first act is a probe: an await of something quiet, or a call of a function of ours. */
function quietTo(expression: SyntaxNode, names: string[]): Claim | null {
  let node = unwrap(expression);
  while (node.type === "AwaitExpression" || node.type === "MemberExpression") {
    if (node.type === "AwaitExpression" && isQuiet(node.argument, names)) return { callee: null, names };
    node = unwrap(node.type === "AwaitExpression" ? node.argument : node.object);
  }
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return null;
  return node.arguments.every((argument) => isQuiet(argument, names)) ? { callee: node.callee.name, names } : null;
}

/** Deeper expressions are taken for loud; the names of what is not quiet do no harm in the list. */
const MAX_DEPTH = 8;

function isQuiet(expression: SyntaxNode, names: string[], depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const inner = (node: SyntaxNode) => isQuiet(node, names, depth + 1);
  const node = unwrap(expression);
  switch (node.type) {
    case "Identifier":
      names.push(node.name);
      return true;
    case "StringLiteral":
    case "NumericLiteral":
    case "BigIntLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "RegExpLiteral":
    case "ThisExpression":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return true;
    case "ArrayExpression":
      return node.elements.every((element) => element === null || inner(element));
    case "ObjectExpression":
      return node.properties.every((property) => {
        if (property.type === "ObjectMethod") return property.computed !== true;
        return property.type === "ObjectProperty" && !property.computed && inner(property.value);
      });
    case "UnaryExpression":
      return /^(?:!|void|typeof)$/.test(node.operator) && inner(node.argument);
    case "LogicalExpression":
      return inner(node.left) && inner(node.right);
    case "BinaryExpression":
      return /^[!=]==$/.test(node.operator) && inner(node.left) && inner(node.right);
    case "ConditionalExpression":
      return inner(node.test) && inner(node.consequent) && inner(node.alternate);
    default:
      return false;
  }
}
