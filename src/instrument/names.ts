import { fold } from "./sites.ts";
import { type Assignment, type Class, isFunction, type SyntaxNode, unwrap } from "./syntax.ts";

export const ANONYMOUS = "<anonymous>";

/**
 * Names of functions as V8 shows them in stacks: what a function is declared as, assigned to, or is a member of.
 * A parent names its children before they are visited.
 */
export class Names {
  readonly #source: string;
  readonly #inferred = new Map<SyntaxNode, string>();

  constructor(source: string) {
    this.#source = source;
  }

  of(node: SyntaxNode): string {
    return this.#inferred.get(node) ?? (isFunction(node) && "id" in node ? node.id?.name : undefined) ?? ANONYMOUS;
  }

  /** Names what `node` names: the value of a variable, assignment, default or property, the members of a class or object. */
  infer(node: SyntaxNode): void {
    switch (node.type) {
      case "VariableDeclarator":
        if (node.init && node.id.type === "Identifier") this.#name(node.init, node.id.name);
        return;
      case "AssignmentExpression":
      case "AssignmentPattern":
        this.#inferAssignment(node);
        return;
      case "ExportDefaultDeclaration":
        this.#name(node.declaration, "default");
        return;
      case "ObjectExpression":
        for (const member of node.properties) this.#nameMember(member, this.#inferred.get(node));
        return;
      case "ClassDeclaration":
      case "ClassExpression": {
        const name = this.#classOf(node);
        for (const member of node.body.body) this.#nameMember(member, name);
      }
    }
  }

  #classOf(node: Class): string | undefined {
    return node.id?.name ?? this.#inferred.get(node);
  }

  #inferAssignment(node: Assignment): void {
    const target = unwrap(node.left);
    if (target.type === "Identifier") this.#name(node.right, target.name);
    else if (target.type === "MemberExpression") this.#name(node.right, this.#path(target));
  }

  /** `a.b.c` of a member expression; what is not a plain name (`this`, a call, an index) and `prototype` are left out. */
  #path(target: SyntaxNode): string {
    let path = "";
    let node = target;
    while (node.type === "MemberExpression") {
      const part = this.#key(node.property, node.computed);
      if (part !== "prototype") path = part.startsWith("[") ? part + path : `.${part}${path}`;
      node = unwrap(node.object);
    }
    if (node.type === "Identifier") path = node.name + path;
    return fold(path.replace(/^\./, ""));
  }

  #nameMember(member: SyntaxNode, owner: string | undefined): void {
    if (!("key" in member)) return;
    const key = this.#key(member.key, member.computed === true);
    const name = owner === undefined ? key : `${owner}.${key}`;
    if (isFunction(member)) this.#inferred.set(member, name);
    else if (member.value) this.#name(member.value, name);
  }

  #key(key: SyntaxNode, computed: boolean): string {
    if (!computed && key.type === "Identifier") return key.name;
    if (key.type === "StringLiteral" || (key.type === "NumericLiteral" && !computed)) return String(key.value);
    const text = this.#source.slice(key.start, key.end);
    return fold(computed ? `[${text}]` : text);
  }

  #name(value: SyntaxNode, name: string): void {
    const inner = unwrap(value);
    if (inner.type === "ObjectExpression") this.#inferred.set(inner, name);
    else if (
      (isFunction(inner) || inner.type === "ClassExpression" || inner.type === "ClassDeclaration") &&
      !hasId(inner)
    ) {
      this.#inferred.set(inner, name);
    }
  }
}

function hasId(node: SyntaxNode): boolean {
  return "id" in node && node.id !== null && node.id !== undefined;
}
