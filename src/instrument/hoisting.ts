import { type Block, type FunctionNode, isFunction, type SyntaxNode, unwrap } from "./syntax.ts";
import { pushAll, pushChildren } from "./visitor-keys.ts";

/**
 * Whether `{ try { BODY } … }` means the same as `{ BODY }`. In a block, a function declaration is lexical and no longer
 * a kind of `var`: it must not meet a `var`, another function, a parameter or `arguments` of its name; and what a
 * direct eval declares cannot be known. Nested blocks count because sloppy code hoists their functions too.
 */
export function canWrap(node: FunctionNode, body: Block, mayEval: boolean): boolean {
  const functions = new Set<string>();
  for (const statement of body.body) {
    const name = declaredFunction(statement);
    if (name === undefined) continue;
    if (functions.has(name)) return false;
    functions.add(name);
  }
  if (functions.size === 0) return !mayEval || !some(body, isDirectEval);
  if (functions.has("arguments") || node.params.some((parameter) => bindsOne(parameter, functions))) return false;
  return !some(body, (inner) => (mayEval && isDirectEval(inner)) || redeclares(inner, functions, body));
}

function declaredFunction(statement: SyntaxNode): string | undefined {
  let inner = statement;
  while (inner.type === "LabeledStatement") inner = inner.body;
  return inner.type === "FunctionDeclaration" ? inner.id?.name : undefined;
}

function redeclares(node: SyntaxNode, names: ReadonlySet<string>, body: Block): boolean {
  if (node.type === "VariableDeclaration") {
    return node.kind === "var" && node.declarations.some((declarator) => bindsOne(declarator.id, names));
  }
  const name = declaredFunction(node);
  return name !== undefined && names.has(name) && !body.body.includes(node) && node.type === "FunctionDeclaration"
    ? !isLabeledIn(body, node)
    : false;
}

function isLabeledIn(body: Block, declaration: SyntaxNode): boolean {
  return body.body.some((statement) => {
    let inner = statement;
    while (inner.type === "LabeledStatement") inner = inner.body;
    return inner === declaration;
  });
}

function isDirectEval(node: SyntaxNode): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  return callee.type === "Identifier" && callee.name === "eval";
}

/** Whether the binding pattern binds one of the names. */
function bindsOne(pattern: SyntaxNode, names: ReadonlySet<string>): boolean {
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

/** Whether `test` holds for a node of the block that runs as part of its function. */
function some(block: Block, test: (node: SyntaxNode) => boolean): boolean {
  return someIn(block.body, test);
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
