/**
 * Contexts of `node:vm` have a `Function.prototype.toString` of their own, which would show our probes in functions that
 * are handed to them: sandboxes, and what pretends to be a page, do that. So each new context gets the replacement too,
 * before any code runs there. Not covered: realms that are made past `node:vm` (`ShadowRealm`, native addons).
 */
import vm, { type CreateContextOptions, type RunningScriptInNewContextOptions } from "node:vm";
import { guard } from "../../runtime/faults.ts";
import type { FunctionTexts } from "./function-text.ts";
import { replace } from "./replace.ts";
import { applyWithRoom } from "./stack-room.ts";

const { apply } = Reflect;

type Contextified = Parameters<typeof vm.createContext>[0];

export function coverContexts(texts: FunctionTexts): void {
  const { createContext, isContext, Script } = vm;
  const { runInContext } = Script.prototype;
  let makeFunction: vm.Script | undefined;
  const cover = (context: object): void =>
    guard(() => {
      makeFunction ??= new Script("(function () {})");
      const made = apply(runInContext, makeFunction, [context]) as object;
      texts.cover(Reflect.getPrototypeOf(made)!);
    }, undefined);
  const prepare = (object: unknown, options: unknown): unknown => {
    try {
      if (object !== undefined && (typeof object !== "object" || object === null || isContext(object))) return object;
      const context = createContext((object ?? {}) as Contextified, contextOptions(options));
      cover(context);
      return context;
    } catch {
      return object; // Node says what is wrong when it is asked next.
    }
  };

  replace(vm, "createContext", texts, (native) => ({
    createContext(this: unknown, ...args: unknown[]) {
      const isOld = typeof args[0] === "object" && args[0] !== null && isContext(args[0]);
      const context = applyWithRoom(native, this, args);
      if (!isOld) cover(context as object);
      return context;
    },
  }));
  replace(vm, "runInNewContext", texts, (native) => ({
    runInNewContext(this: unknown, code: unknown, object: unknown, options: unknown) {
      const given = typeof options === "string" ? undefined : options;
      return apply(native, this, [code, prepare(object, given), options] as never[]);
    },
  }));
  replace(Script.prototype, "runInNewContext", texts, (native) => ({
    runInNewContext(this: unknown, object: unknown, options: unknown) {
      return apply(native, this, [prepare(object, options), options] as never[]);
    },
  }));
}

/** As `node:vm` makes them of the options of a script that is to run in a new context. */
function contextOptions(options: unknown): CreateContextOptions | undefined {
  if (typeof options !== "object" || options === null) return undefined;
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } =
    options as RunningScriptInNewContextOptions;
  return {
    ...(contextName !== undefined && { name: contextName }),
    ...(contextOrigin !== undefined && { origin: contextOrigin }),
    ...(contextCodeGeneration !== undefined && { codeGeneration: contextCodeGeneration }),
    ...(microtaskMode !== undefined && { microtaskMode }),
  };
}
