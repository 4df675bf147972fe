import type { SyntaxNode } from "./syntax.ts";

/**
 * Whether a runtime that only blanks out types cannot run the node: JSX, decorators, auto-accessors, TypeScript's
 * constructs that become code, and casts in angle brackets. Asked for each node on its own.
 */
export function isMoreThanTypes(node: SyntaxNode): boolean {
  switch (node.type) {
    case "JSXElement":
    case "JSXFragment":
    case "Decorator":
    case "ClassAccessorProperty":
    case "TSParameterProperty":
    case "TSExportAssignment":
    case "TSTypeAssertion":
      return true;
    case "TSEnumDeclaration":
      return node.declare !== true;
    case "TSImportEqualsDeclaration":
      return node.importKind !== "type";
    case "TSModuleDeclaration":
      return node.declare !== true && holdsCode(node);
    default:
      return false;
  }
}

/** A namespace of nothing but types leaves no trace. */
function holdsCode(namespace: SyntaxNode): boolean {
  const stack: SyntaxNode[] = [namespace];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === "TSModuleDeclaration" && node.body !== null && node.declare !== true) stack.push(node.body);
    else if (node.type === "TSModuleBlock") stack.push(...node.body.filter((statement) => !isTypeOnly(statement)));
    else if (node.type !== "TSModuleDeclaration") return true;
  }
  return false;
}

/** Whether erasing types leaves nothing of a statement. */
export function isTypeOnly(statement: SyntaxNode): boolean {
  if ("declare" in statement && statement.declare === true) return true;
  switch (statement.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSDeclareFunction":
      return true;
    case "ImportDeclaration":
      return statement.importKind === "type";
    case "ExportNamedDeclaration":
      return statement.exportKind === "type" || (statement.declaration != null && isTypeOnly(statement.declaration));
    default:
      return false;
  }
}
