/**
 * The parser's nodes, as far as instrumenting looks at them. The parser's own types leave every position optional
 * and name 300 kinds; here a kind that is not named is walked by {@link ./visitor-keys.ts} alone.
 */

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 0, in UTF-16 units. */
  readonly column: number;
}

interface Base {
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: Position; readonly end: Position };
}

export interface Block extends Base {
  readonly type: "BlockStatement";
  readonly body: readonly SyntaxNode[];
  readonly directives: readonly SyntaxNode[];
}

export interface Program extends Base {
  readonly type: "Program";
  readonly body: readonly SyntaxNode[];
  readonly directives: readonly SyntaxNode[];
}

export interface PlainFunction extends Base {
  readonly type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression";
  readonly id?: Identifier | null;
  readonly async: boolean;
  readonly generator: boolean;
  readonly params: readonly SyntaxNode[];
  readonly body: SyntaxNode;
}

export interface Method extends Base {
  readonly type: "ClassMethod" | "ClassPrivateMethod" | "ObjectMethod";
  readonly key: SyntaxNode;
  readonly computed?: boolean;
  readonly async: boolean;
  readonly generator: boolean;
  readonly decorators?: readonly SyntaxNode[] | null;
  readonly params: readonly SyntaxNode[];
  readonly body: Block;
}

export type FunctionNode = PlainFunction | Method;

export interface Identifier extends Base {
  readonly type: "Identifier";
  readonly name: string;
  readonly decorators?: readonly SyntaxNode[] | null;
}

export interface Wrapper extends Base {
  readonly type:
    | "ParenthesizedExpression"
    | "TSAsExpression"
    | "TSSatisfiesExpression"
    | "TSNonNullExpression"
    | "TSTypeAssertion"
    | "TSInstantiationExpression";
  readonly expression: SyntaxNode;
}

export interface ExpressionStatement extends Base {
  readonly type: "ExpressionStatement";
  readonly expression: SyntaxNode;
}

export interface Unary extends Base {
  readonly type: "UnaryExpression" | "UpdateExpression";
  readonly operator: string;
  readonly argument: SyntaxNode;
}

export interface Binary extends Base {
  readonly type: "BinaryExpression" | "LogicalExpression";
  readonly operator: string;
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
}

export interface Conditional extends Base {
  readonly type: "ConditionalExpression";
  readonly test: SyntaxNode;
  readonly consequent: SyntaxNode;
  readonly alternate: SyntaxNode;
}

export interface Await extends Base {
  readonly type: "AwaitExpression";
  readonly argument: SyntaxNode;
}

export interface Yield extends Base {
  readonly type: "YieldExpression";
  readonly delegate: boolean;
  readonly argument: SyntaxNode | null;
}

export interface Return extends Base {
  readonly type: "ReturnStatement";
  readonly argument: SyntaxNode | null;
}

export interface Sequence extends Base {
  readonly type: "SequenceExpression";
  readonly expressions: readonly SyntaxNode[];
}

export interface ForOf extends Base {
  readonly type: "ForOfStatement";
  readonly await: boolean;
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
  readonly body: SyntaxNode;
}

export interface ForIn extends Base {
  readonly type: "ForInStatement";
  readonly left: SyntaxNode;
}

export interface Labeled extends Base {
  readonly type: "LabeledStatement";
  readonly body: SyntaxNode;
}

export interface Catch extends Base {
  readonly type: "CatchClause";
  readonly param: SyntaxNode | null;
  readonly body: Block;
}

export interface Try extends Base {
  readonly type: "TryStatement";
  readonly block: Block;
  readonly handler: Catch | null;
  readonly finalizer: Block | null;
}

export interface Variables extends Base {
  readonly type: "VariableDeclaration";
  readonly kind: "var" | "let" | "const" | "using" | "await using";
  readonly declare?: boolean;
  readonly declarations: readonly Declarator[];
}

export interface Declarator extends Base {
  readonly type: "VariableDeclarator";
  readonly id: SyntaxNode;
  readonly init: SyntaxNode | null;
}

export interface Call extends Base {
  readonly type: "CallExpression";
  readonly callee: SyntaxNode;
  readonly arguments: readonly SyntaxNode[];
}

export interface OptionalCall extends Base {
  readonly type: "OptionalCallExpression";
  readonly callee: SyntaxNode;
}

export interface New extends Base {
  readonly type: "NewExpression";
  readonly callee: SyntaxNode;
}

export interface Tagged extends Base {
  readonly type: "TaggedTemplateExpression";
  readonly tag: SyntaxNode;
}

export interface Member extends Base {
  readonly type: "MemberExpression" | "OptionalMemberExpression";
  readonly object: SyntaxNode;
  readonly property: SyntaxNode;
  readonly computed: boolean;
}

export interface Assignment extends Base {
  readonly type: "AssignmentExpression" | "AssignmentPattern";
  readonly operator?: string;
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
  readonly decorators?: readonly SyntaxNode[] | null;
}

export interface ObjectLiteral extends Base {
  readonly type: "ObjectExpression" | "ObjectPattern";
  readonly properties: readonly SyntaxNode[];
  readonly decorators?: readonly SyntaxNode[] | null;
}

export interface Property extends Base {
  readonly type: "ObjectProperty";
  readonly key: SyntaxNode;
  readonly computed: boolean;
  readonly shorthand: boolean;
  readonly value: SyntaxNode;
}

export interface Class extends Base {
  readonly type: "ClassDeclaration" | "ClassExpression";
  readonly id: Identifier | null;
  readonly declare?: boolean;
  readonly body: Base & { readonly type: "ClassBody"; readonly body: readonly SyntaxNode[] };
}

export interface Field extends Base {
  readonly type: "ClassProperty" | "ClassPrivateProperty" | "ClassAccessorProperty";
  readonly key: SyntaxNode;
  readonly computed?: boolean;
  readonly value: SyntaxNode | null;
}

export interface Literal extends Base {
  readonly type: "StringLiteral" | "NumericLiteral";
  readonly value: string | number;
}

export interface RegExpLiteral extends Base {
  readonly type: "RegExpLiteral";
  readonly pattern: string;
  readonly flags: string;
}

export interface ExportDefault extends Base {
  readonly type: "ExportDefaultDeclaration";
  readonly declaration: SyntaxNode;
}

export interface With extends Base {
  readonly type: "WithStatement";
  readonly object: SyntaxNode;
}

export interface Namespace extends Base {
  readonly type: "TSModuleDeclaration";
  readonly id: SyntaxNode;
  readonly declare?: boolean;
  readonly body: SyntaxNode | null;
}

export interface ImportEquals extends Base {
  readonly type: "TSImportEqualsDeclaration";
  readonly id: SyntaxNode;
  readonly moduleReference: SyntaxNode;
  readonly importKind?: "type" | "value" | null;
}

export interface Enum extends Base {
  readonly type: "TSEnumDeclaration";
  readonly id: SyntaxNode;
  readonly declare?: boolean;
}

export interface Rest extends Base {
  readonly type: "RestElement" | "SpreadElement";
  readonly argument: SyntaxNode;
  readonly decorators?: readonly SyntaxNode[] | null;
}

export interface Elements extends Base {
  readonly type: "ArrayExpression" | "ArrayPattern";
  readonly elements: readonly (SyntaxNode | null)[];
  readonly decorators?: readonly SyntaxNode[] | null;
}

export interface ExternalModule extends Base {
  readonly type: "TSExternalModuleReference";
  readonly expression: SyntaxNode;
}

export interface Import extends Base {
  readonly type: "ImportDeclaration";
  readonly source: SyntaxNode;
  /** `imported`: only of a name in braces. */
  readonly specifiers: readonly { readonly local: Identifier; readonly imported?: SyntaxNode }[];
  readonly importKind?: "type" | "value" | null;
}

/** A parameter of a constructor that is a field as well. */
export interface ParameterProperty extends Base {
  readonly type: "TSParameterProperty";
  readonly parameter: SyntaxNode;
  readonly decorators?: readonly SyntaxNode[] | null;
}

/** `import(source)`. */
export interface ImportCall extends Base {
  readonly type: "ImportExpression";
  readonly source: SyntaxNode;
}

export interface ExportNamed extends Base {
  readonly type: "ExportNamedDeclaration";
  readonly exportKind?: "type" | "value" | null;
  readonly declaration?: SyntaxNode | null;
}

export interface NamespaceBody extends Base {
  readonly type: "TSModuleBlock";
  readonly body: readonly SyntaxNode[];
}

/** Kinds whose type alone matters, or that are only walked. */
export interface Other extends Base {
  readonly type:
    | "ClassBody"
    | "Super"
    | "ThisExpression"
    | "EmptyStatement"
    | "NullLiteral"
    | "BooleanLiteral"
    | "BigIntLiteral"
    | "PrivateName"
    | "Decorator"
    | "JSXElement"
    | "JSXFragment"
    | "TSExportAssignment"
    | "TSInterfaceDeclaration"
    | "TSTypeAliasDeclaration"
    | "TSDeclareFunction";
}

export type SyntaxNode =
  | Block
  | Program
  | FunctionNode
  | Identifier
  | Wrapper
  | ExpressionStatement
  | Unary
  | Binary
  | Conditional
  | Await
  | Yield
  | Return
  | Sequence
  | ForOf
  | ForIn
  | Labeled
  | Try
  | Catch
  | Variables
  | Declarator
  | Call
  | OptionalCall
  | New
  | Tagged
  | Member
  | Assignment
  | ObjectLiteral
  | Property
  | Class
  | Field
  | Literal
  | RegExpLiteral
  | ExportDefault
  | Namespace
  | With
  | ImportEquals
  | Enum
  | ExternalModule
  | Import
  | ImportCall
  | ParameterProperty
  | ExportNamed
  | NamespaceBody
  | Rest
  | Elements
  | Other;

export function isFunction(node: SyntaxNode): node is FunctionNode {
  return functionTypes.has(node.type);
}

const functionTypes = new Set<string>([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ClassMethod",
  "ClassPrivateMethod",
  "ObjectMethod",
]);

/** The expression without parentheses and TypeScript's casts. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while ("expression" in inner) inner = inner.expression;
  return inner;
}

/** Whether the declaration waits when its block ends. */
export function isAwaitUsing(node: SyntaxNode): boolean {
  return node.type === "VariableDeclaration" && node.kind === "await using";
}

export function isUsing(node: SyntaxNode): boolean {
  return node.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using");
}

/** The function's name where it has one of its own, else its keyword `async`. */
export function nameToken(node: FunctionNode): { start: Position; end: Position } {
  if ("key" in node) return node.key.loc;
  if (node.id !== null && node.id !== undefined) return node.id.loc;
  const { start } = node.loc;
  return { start, end: { line: start.line, column: start.column + "async".length } };
}
