import type { SyntaxNode } from "./syntax.ts";

/**
 * The children of each kind that can hold code that runs, in the order of the source. Types, and declarations without
 * code, have none. A kind that is missing here is unknown, and a file that has one runs as it is.
 */
const keys: Readonly<Record<string, readonly string[]>> = {
  ...leaves(
    "PrivateName Super ThisExpression Import MetaProperty Placeholder",
    "StringLiteral NumericLiteral BigIntLiteral BooleanLiteral NullLiteral RegExpLiteral TemplateElement DirectiveLiteral Directive",
    "InterpreterDirective EmptyStatement BreakStatement ContinueStatement DebuggerStatement VoidPattern",
    "ImportDeclaration ExportAllDeclaration ExportSpecifier ExportNamespaceSpecifier ExportDefaultSpecifier",
    "JSXText JSXEmptyExpression JSXIdentifier JSXMemberExpression JSXNamespacedName JSXClosingElement JSXClosingFragment JSXOpeningFragment",
    "TSDeclareFunction TSDeclareMethod TSInterfaceDeclaration TSTypeAliasDeclaration TSEnumDeclaration TSImportEqualsDeclaration",
    "TSNamespaceExportDeclaration TSIndexSignature TSAbstractMethodDefinition",
  ),
  // A parameter of any form may be decorated.
  Identifier: ["decorators"],
  Program: ["body"],
  BlockStatement: ["body"],
  ExpressionStatement: ["expression"],
  VariableDeclaration: ["declarations"],
  VariableDeclarator: ["id", "init"],
  FunctionDeclaration: ["params", "body"],
  FunctionExpression: ["params", "body"],
  ArrowFunctionExpression: ["params", "body"],
  ReturnStatement: ["argument"],
  IfStatement: ["test", "consequent", "alternate"],
  SwitchStatement: ["discriminant", "cases"],
  SwitchCase: ["test", "consequent"],
  ForStatement: ["init", "test", "update", "body"],
  ForInStatement: ["left", "right", "body"],
  ForOfStatement: ["left", "right", "body"],
  WhileStatement: ["test", "body"],
  DoWhileStatement: ["body", "test"],
  LabeledStatement: ["body"],
  WithStatement: ["object", "body"],
  ThrowStatement: ["argument"],
  TryStatement: ["block", "handler", "finalizer"],
  CatchClause: ["param", "body"],
  ArrayExpression: ["elements"],
  ArrayPattern: ["decorators", "elements"],
  ObjectExpression: ["properties"],
  ObjectPattern: ["decorators", "properties"],
  ObjectProperty: ["decorators", "key", "value"],
  ObjectMethod: ["decorators", "key", "params", "body"],
  RestElement: ["decorators", "argument"],
  SpreadElement: ["argument"],
  AssignmentPattern: ["decorators", "left", "right"],
  AssignmentExpression: ["left", "right"],
  BinaryExpression: ["left", "right"],
  LogicalExpression: ["left", "right"],
  ConditionalExpression: ["test", "consequent", "alternate"],
  UnaryExpression: ["argument"],
  UpdateExpression: ["argument"],
  AwaitExpression: ["argument"],
  YieldExpression: ["argument"],
  SequenceExpression: ["expressions"],
  ParenthesizedExpression: ["expression"],
  CallExpression: ["callee", "arguments"],
  OptionalCallExpression: ["callee", "arguments"],
  NewExpression: ["callee", "arguments"],
  MemberExpression: ["object", "property"],
  OptionalMemberExpression: ["object", "property"],
  ImportExpression: ["source", "options"],
  TaggedTemplateExpression: ["tag", "quasi"],
  TemplateLiteral: ["expressions"],
  ClassDeclaration: ["decorators", "superClass", "body"],
  ClassExpression: ["decorators", "superClass", "body"],
  ClassBody: ["body"],
  ClassMethod: ["decorators", "key", "params", "body"],
  ClassPrivateMethod: ["decorators", "params", "body"],
  ClassProperty: ["decorators", "key", "value"],
  ClassPrivateProperty: ["decorators", "value"],
  ClassAccessorProperty: ["decorators", "key", "value"],
  StaticBlock: ["body"],
  Decorator: ["expression"],
  ExportNamedDeclaration: ["declaration"],
  ExportDefaultDeclaration: ["declaration"],
  JSXElement: ["openingElement", "children"],
  JSXFragment: ["children"],
  JSXOpeningElement: ["attributes"],
  JSXAttribute: ["value"],
  JSXSpreadAttribute: ["argument"],
  JSXExpressionContainer: ["expression"],
  JSXSpreadChild: ["expression"],
  TSAsExpression: ["expression"],
  TSSatisfiesExpression: ["expression"],
  TSNonNullExpression: ["expression"],
  TSTypeAssertion: ["expression"],
  TSInstantiationExpression: ["expression"],
  TSParameterProperty: ["decorators", "parameter"],
  TSModuleDeclaration: ["body"],
  TSModuleBlock: ["body"],
  TSExportAssignment: ["expression"],
};

const table = new Map(Object.entries(keys));

function leaves(...names: string[]): Record<string, readonly string[]> {
  return Object.fromEntries(names.flatMap((line) => line.split(" ").map((name) => [name, []])));
}

/** Pushes the children of `node` onto `stack`, the first on top. Throws for a kind that is not in the table. */
export function pushChildren(stack: { push(node: SyntaxNode): unknown }, node: SyntaxNode): void {
  const names = table.get(node.type);
  if (names === undefined) throw new UnknownSyntax(node.type);
  const fields = node as unknown as Record<string, SyntaxNode | readonly (SyntaxNode | null)[] | null | undefined>;
  for (let i = names.length - 1; i >= 0; i--) {
    const child = fields[names[i]!];
    if (child === null || child === undefined) continue;
    if (isList(child)) pushAll(stack, child);
    else stack.push(child);
  }
}

function isList(child: SyntaxNode | readonly (SyntaxNode | null)[]): child is readonly (SyntaxNode | null)[] {
  return Array.isArray(child);
}

/** Pushes a list, its first on top. Holes of array literals are skipped. */
export function pushAll(stack: { push(node: SyntaxNode): unknown }, list: readonly (SyntaxNode | null)[]): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const child = list[i];
    if (child !== null && child !== undefined) stack.push(child);
  }
}

export class UnknownSyntax extends Error {}
