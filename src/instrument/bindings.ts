import { canWrap } from "./hoisting.ts";
import { isFunction, nameToken, type Position, type Program, type SyntaxNode, unwrap } from "./syntax.ts";
import { pushChildren } from "./visitor-keys.ts";

type IsLeft = (start: Position) => boolean;

/**
 * What is known of the file's names once all of it was seen: which are variables of its own, not globals that may be
 * getters, and which name one async function for good. A scope is not looked at: a name that is declared twice, anywhere
 * in the file, names nothing for good.
 */
export class Bindings {
  readonly #declared = new Set(["undefined", "NaN", "Infinity"]);
  /** Async functions of the top level, by name, with the node that declares the name. */
  readonly #functions = new Map<string, SyntaxNode>();
  /** Every name with the node that declares it; null where more than one does. */
  readonly #declarations = new Map<string, SyntaxNode | null>();
  readonly #assigned = new Set<string>();
  /** Any name may mean anything: there is a `with`, or a direct eval. */
  #isUnknowable = false;

  /** `isLeft`: what begins there gets no probes. */
  constructor(program: Program, mayEval: boolean, isLeft: IsLeft) {
    for (const statement of program.body) {
      if (statement.type === "ImportDeclaration") {
        for (const { local } of statement.specifiers) {
          this.#declared.add(local.name);
          this.#declare(local.name, statement);
        }
        continue;
      }
      const declaration = "declaration" in statement ? statement.declaration : statement;
      if (declaration === null || declaration === undefined) continue;
      if (declaration.type === "FunctionDeclaration")
        this.#offer(declaration.id?.name, declaration, declaration, mayEval, isLeft);
      if (declaration.type !== "VariableDeclaration" || declaration.kind !== "const") continue;
      for (const declarator of declaration.declarations) {
        const name = declarator.id.type === "Identifier" ? declarator.id.name : undefined;
        if (declarator.init !== null) this.#offer(name, declarator, unwrap(declarator.init), mayEval, isLeft);
      }
    }
  }

  isDeclared(name: string): boolean {
    return !this.#isUnknowable && this.#declared.has(name);
  }

  /** Whether a call of `name` is a call of one async function of this file, whose first act is its probe. */
  isAsyncFunction(name: string): boolean {
    return !this.#isUnknowable && this.#functions.has(name);
  }

  /** What declares `name`, if only that does and nothing assigns to it or to a property of it; null otherwise. */
  constant(name: string): SyntaxNode | null {
    if (this.#isUnknowable || this.#assigned.has(name)) return null;
    return this.#declarations.get(name) ?? null;
  }

  /** Whether the file neither declares `name` nor assigns to it. */
  isGlobal(name: string): boolean {
    return !this.#isUnknowable && !this.#declarations.has(name) && !this.#assigned.has(name);
  }

  /** To be told every node of the file that declares or assigns. */
  note(node: SyntaxNode): void {
    switch (node.type) {
      case "VariableDeclarator":
        this.#bind(node.id, node);
        return;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
      case "ClassMethod":
      case "ClassPrivateMethod":
      case "ObjectMethod":
        if ("id" in node && node.id) this.#bind(node.id, node);
        for (const parameter of node.params) this.#bind(parameter, node);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
      case "TSImportEqualsDeclaration":
        if (node.id?.type === "Identifier") this.#bind(node.id, node);
        return;
      case "CatchClause":
        if (node.param !== null) this.#bind(node.param, node);
        return;
      case "AssignmentExpression":
      case "ForOfStatement":
      case "ForInStatement":
        this.#assign(node.left);
        return;
      case "UpdateExpression":
        this.#assign(node.argument);
        return;
      case "WithStatement":
        this.#isUnknowable = true;
        return;
      case "CallExpression": {
        const callee = unwrap(node.callee);
        if (callee.type === "Identifier" && callee.name === "eval") this.#isUnknowable = true;
        return;
      }
    }
  }

  #offer(name: string | undefined, declaration: SyntaxNode, init: SyntaxNode, mayEval: boolean, isLeft: IsLeft): void {
    if (name === undefined || !isFunction(init) || !init.async || init.generator) return;
    if (isLeft(nameToken(init).start)) return;
    if (!init.params.every(isPlain)) return;
    if (init.body.type === "BlockStatement" && !canWrap(init, init.body, mayEval)) return;
    this.#functions.set(name, declaration);
  }

  #declare(name: string, by: SyntaxNode): void {
    const known = this.#declarations.get(name);
    this.#declarations.set(name, known === undefined || known === by ? by : null);
  }

  #bind(pattern: SyntaxNode, by: SyntaxNode): void {
    for (const name of boundNames(pattern)) this.#declare(name, by);
    for (const name of namesIn(pattern)) {
      this.#declared.add(name);
      if (this.#functions.get(name) !== by) this.#functions.delete(name);
    }
  }

  #assign(target: SyntaxNode): void {
    if (target.type === "VariableDeclaration") return;
    for (const name of namesIn(target)) this.#functions.delete(name);
    for (const name of boundNames(target)) this.#assigned.add(name);
  }
}

/** Whether binding the parameter runs nothing. */
function isPlain(parameter: SyntaxNode): boolean {
  if (parameter.type === "RestElement") return parameter.argument.type === "Identifier";
  return parameter.type === "Identifier" && (parameter.decorators ?? []).length === 0;
}

/** The names that a pattern binds or assigns, and perhaps some that it only reads. */
function namesIn(pattern: SyntaxNode): string[] {
  if (pattern.type === "Identifier") return [pattern.name];
  const names: string[] = [];
  const stack: SyntaxNode[] = [pattern];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === "Identifier") names.push(node.name);
    else if (!isFunction(node)) pushChildren(stack, node);
  }
  return names;
}

/** Exactly the names that a pattern binds or assigns; of a property that it assigns, the variable that holds the object. */
function boundNames(pattern: SyntaxNode): string[] {
  const names: string[] = [];
  const stack: (SyntaxNode | null)[] = [pattern];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    switch (node?.type) {
      case "Identifier":
        names.push(node.name);
        break;
      case "ObjectPattern":
        stack.push(...node.properties);
        break;
      case "ObjectProperty":
        stack.push(node.value);
        break;
      case "ArrayPattern":
        stack.push(...node.elements);
        break;
      case "AssignmentPattern":
        stack.push(node.left);
        break;
      case "RestElement":
        stack.push(node.argument);
        break;
      case "TSParameterProperty":
        stack.push(node.parameter);
        break;
      case "MemberExpression":
        stack.push(unwrap(node.object));
    }
  }
  return names;
}
