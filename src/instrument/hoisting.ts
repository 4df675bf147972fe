import { type Block, type FunctionNode, isFunction, type SyntaxNode, unwrap } from "./syntax.ts";
import { pushAll, pushChildren } from "./visitor-keys.ts";

/**
 * Whether `{ try { BODY } … }` means the same as `{ BODY }`. In a block, a function declaration is lexical and no longer
 * a kind of `var`: it must not meet a `var`, another function, a parameter or `arguments` of its name; and what a
 * direct eval declares cannot be known. Nested blocks count because sloppy code hoists their functions too.
 */
export function canWrap(node: FunctionNode, body: Block, mayEval: boolean): boolean {
  const functions = new Map<string, SyntaxNode>();
  for (const statement of body.body) {
    const declaration = unlabelled(statement);
    if (declaration.type !== "FunctionDeclaration" || !declaration.id) continue;
    if (functions.has(declaration.id.name)) return false;
    functions.set(declaration.id.name, declaration);
  }
  if (functions.size === 0) return !mayEval || !someIn(body.body, isDirectEval);
  if (functions.has("arguments") || node.params.some((parameter) => bindsOne(parameter, functions))) return false;
  return !someIn(body.body, (inner) => (mayEval && isDirectEval(inner)) || redeclares(inner, functions));
}

function unlabelled(statement: SyntaxNode): SyntaxNode {
  let inner = statement;
  while (inner.type === "LabeledStatement") inner = inner.body;
  return inner;
}

function redeclares(node: SyntaxNode, functions: ReadonlyMap<string, SyntaxNode>): boolean {
  if (node.type === "VariableDeclaration") {
    return node.kind === "var" && node.declarations.some((declarator) => bindsOne(declarator.id, functions));
  }
  if (node.type !== "FunctionDeclaration" || !node.id) return false;
  const declared = functions.get(node.id.name);
  return declared !== undefined && declared !== node;
}

function isDirectEval(node: SyntaxNode): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  return callee.type === "Identifier" && callee.name === "eval";
}

/** Whether the binding pattern binds one of the names. */
function bindsOne(pattern: SyntaxNode, names: ReadonlyMap<string, unknown>): boolean {
  const stack = [pattern];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === "Identifier") {
      if (names.has(node.name)) return true;
    } else if (node.type === "ObjectProperty") stack.push(node.value);
    else if (node.type === "AssignmentPattern") stack.push(node.left);
    else pushChildren(stack, node);
  }
  return false;
}

/** Whether `test` holds for one of the nodes or what they hold; of a function inside only for itself and its computed name. */
export function someIn(nodes: readonly SyntaxNode[], test: (node: SyntaxNode) => boolean): boolean {
  const stack: SyntaxNode[] = [];
  pushAll(stack, nodes);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (test(node)) return true;
    if (!isFunction(node)) pushChildren(stack, node);
    else if ("key" in node && node.computed === true) stack.push(node.key);
  }
  return false;
}
