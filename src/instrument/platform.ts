/**
 * What a file calls of the platform, where its text alone proves it: "events.once", "fs/promises.readFile", "fetch". Names
 * are followed to an import or `require` of one of Node's modules by declarations that stand once in the file and are never
 * assigned to; a global must be declared nowhere in it.
 */
import type { Bindings } from "./bindings.ts";
import { type SyntaxNode, unwrap } from "./syntax.ts";

/** The function of the platform that is called, or the object of the platform that is looped over; null for anything else. */
export function platformCall(expression: SyntaxNode, bindings: Bindings): string | null {
  const node = unwrap(expression);
  const name =
    node.type === "CallExpression" ? (objectOf(node, bindings, 0) ?? nameOf(node.callee, bindings, 0)) : null;
  if (name === null) return node.type === "Identifier" ? objectNamed(node.name, bindings) : null;
  return name.includes(".") || functions.has(name) ? name : null;
}

/** Modules that have functions to wait for, and those that lead to them. */
const modules = new Set(
  (
    "child_process cluster crypto dgram dns dns/promises events fs fs/promises http http2 https inspector/promises module net " +
    "readline readline/promises stream stream/consumers stream/promises stream/web test timers timers/promises tls util v8 vm " +
    "worker_threads zlib"
  ).split(" "),
);

/** Globals with something to wait for. The timers are named for `promisify`. */
const globals = new Set(["fetch", "crypto", "WebAssembly", "setTimeout", "setImmediate"]);
/** What is called without a member. */
const functions = new Set(["fetch", "setTimeout", "setImmediate", "test"]);

/** What calls give whose methods are waited for, or which are looped over. */
const objects: Readonly<Record<string, string>> = {
  "readline.createInterface": "readline.Interface",
  "readline/promises.createInterface": "readline/promises.Interface",
  "fs.createReadStream": "fs.ReadStream",
};
/** The same for what calls promise. */
const promised: Readonly<Record<string, string>> = {
  fetch: "Response",
  "fs/promises.open": "fs/promises.FileHandle",
};

/** Names that lead over more declarations are given up. */
const MAX_DEPTH = 8;

/** The path of a module, function or object of the platform. */
function nameOf(expression: SyntaxNode, bindings: Bindings, depth: number): string | null {
  if (depth > MAX_DEPTH) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case "Identifier":
      return ofIdentifier(node.name, bindings, depth);
    case "MemberExpression": {
      if (node.computed || node.property.type !== "Identifier") return null;
      const { name } = node.property;
      if (isGlobal(node.object, "globalThis", bindings)) return globals.has(name) ? name : null;
      return member(nameOf(node.object, bindings, depth + 1), name);
    }
    case "SequenceExpression": {
      // How compilers call an import without a `this`: (0, events_1.once)(…).
      const last = node.expressions.at(-1)!;
      return node.expressions.length === 2 && node.expressions[0]!.type === "NumericLiteral"
        ? nameOf(last, bindings, depth + 1)
        : null;
    }
    case "CallExpression":
      return ofCall(node, bindings, depth);
    case "AwaitExpression": {
      const call = unwrap(node.argument);
      if (call.type === "ImportExpression") return moduleNamed(call.source);
      if (call.type !== "CallExpression") return null;
      return promised[nameOf(call.callee, bindings, depth + 1) ?? ""] ?? null;
    }
    default:
      return null;
  }
}

type CallNode = Extract<SyntaxNode, { readonly type: "CallExpression" }>;

function ofCall(node: CallNode, bindings: Bindings, depth: number): string | null {
  const [first] = node.arguments;
  if (isRequire(node.callee, bindings, depth)) return moduleNamed(first);
  const callee = nameOf(node.callee, bindings, depth + 1);
  if (callee === "util.promisify" && first !== undefined) return nameOf(first, bindings, depth + 1);
  return objects[callee ?? ""] ?? null;
}

function objectOf(node: CallNode, bindings: Bindings, depth: number): string | null {
  return objects[nameOf(node.callee, bindings, depth) ?? ""] ?? null;
}

/** A variable that is looped over: only what is known to be an object of the platform. */
function objectNamed(name: string, bindings: Bindings): string | null {
  const found = ofIdentifier(name, bindings, 0);
  return found !== null && Object.values(objects).includes(found) ? found : null;
}

function ofIdentifier(name: string, bindings: Bindings, depth: number): string | null {
  if (bindings.isGlobal(name)) return globals.has(name) ? name : null;
  const declaration = bindings.constant(name);
  switch (declaration?.type) {
    case "ImportDeclaration":
      return ofImport(declaration, name);
    case "TSImportEqualsDeclaration": {
      const { moduleReference: from } = declaration;
      return from.type === "TSExternalModuleReference" ? moduleNamed(from.expression) : null;
    }
    case "VariableDeclarator": {
      const { id, init } = declaration;
      if (init === null) return null;
      const value = nameOf(init, bindings, depth + 1);
      return value === null || id.type === "Identifier" ? value : ofPattern(value, id, name);
    }
    default:
      return null;
  }
}

function ofImport({ source, specifiers }: Extract<SyntaxNode, { type: "ImportDeclaration" }>, name: string) {
  const specifier = specifiers.find(({ local }) => local.name === name);
  const from = moduleNamed(source);
  if (specifier?.imported === undefined) return from;
  const { imported } = specifier;
  return imported.type === "Identifier" ? member(from, imported.name) : null;
}

/** `{ once }`, `{ once: first }`: one level, without defaults. */
function ofPattern(value: string, pattern: SyntaxNode, name: string): string | null {
  if (pattern.type !== "ObjectPattern") return null;
  for (const property of pattern.properties) {
    if (property.type !== "ObjectProperty" || property.computed || property.key.type !== "Identifier") continue;
    if (property.value.type === "Identifier" && property.value.name === name) return member(value, property.key.name);
  }
  return null;
}

function member(object: string | null, name: string): string | null {
  if (object === null) return null;
  if (name === "default") return object;
  return `${object}.${name}`.replace(/^(dns|fs|readline|stream|timers)\.promises(?=\.|$)/, "$1/promises");
}

function moduleNamed(source: SyntaxNode | undefined): string | null {
  if (source?.type !== "StringLiteral") return null;
  const name = String(source.value).replace(/^node:/, "");
  // The test runner has no name without the prefix.
  return modules.has(name) && (name !== "test" || source.value !== name) ? name : null;
}

function isGlobal(node: SyntaxNode, name: string, bindings: Bindings): boolean {
  return node.type === "Identifier" && node.name === name && bindings.isGlobal(name);
}

/** CommonJS's own, or one that `createRequire` gave. */
function isRequire(callee: SyntaxNode, bindings: Bindings, depth: number): boolean {
  if (callee.type !== "Identifier") return false;
  if (bindings.isGlobal(callee.name)) return callee.name === "require";
  const declaration = bindings.constant(callee.name);
  if (declaration?.type !== "VariableDeclarator" || declaration.init?.type !== "CallExpression") return false;
  return nameOf(declaration.init.callee, bindings, depth + 1) === "module.createRequire";
}
