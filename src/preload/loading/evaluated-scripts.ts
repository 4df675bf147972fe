/**
 * `node:vm` as the program finds it: code under a file's name is instrumented on its way in, and a context in which such
 * code is to run is prepared first. This is how jest and vitest run tests and what they test, past Node's loader hooks.
 */

import vm from "node:vm";
import type { ModuleFormat } from "../../instrument/types.ts";
import { guard } from "../../runtime/faults.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import type { InstrumentEvaluated } from "./evaluated-code.ts";

export interface EvaluatedScriptsOptions {
  readonly instrument: InstrumentEvaluated;
  /** Makes probes of this name known to a context; undefined for this thread's own global. */
  readonly prepare: (context: object | undefined, name: string) => void;
  readonly texts: FunctionTexts;
}

type Any = (this: unknown, ...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;
interface CodeOptions {
  readonly filename?: unknown;
  readonly identifier?: unknown;
  readonly lineOffset?: unknown;
  readonly columnOffset?: unknown;
  readonly context?: unknown;
  readonly parsingContext?: unknown;
}

const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;

export function traceEvaluatedScripts(options: EvaluatedScriptsOptions): void {
  const { instrument, texts } = options;
  /** Whether code with probes of that name may run there. */
  const prepare = (context: object | undefined, name: string): boolean =>
    guard(() => {
      options.prepare(context, name);
      return true;
    }, false);
  /** The probes' name in each script that has probes. */
  const names = new WeakMap<object, string>();
  /** The same for the script that one of the functions below is making and running. */
  let running: string | undefined;

  const take = (code: unknown, options: unknown, format: ModuleFormat) => {
    if (typeof code !== "string") return null;
    const given = (typeof options === "string" ? { filename: options } : (options ?? {})) as CodeOptions;
    const script = format === "module" ? given.identifier : given.filename;
    if (typeof script !== "string") return null;
    const [lineOffset, columnOffset] = [int(given.lineOffset), int(given.columnOffset)];
    return guard(() => instrument({ code, script, format, lineOffset, columnOffset }), null);
  };

  const replace = (holder: object, name: string, make: (native: Any) => Any) => {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    const native = descriptor?.value as Any | undefined;
    if (typeof native !== "function" || descriptor === undefined) return;
    const traced = make(native);
    if (Object.hasOwn(native, "name") && traced.name !== native.name) {
      defineProperty(traced, "name", { value: native.name, configurable: true });
      defineProperty(traced, "length", { value: native.length, configurable: true });
    }
    texts.disguise(traced, native);
    defineProperty(holder, name, { ...descriptor, value: traced });
  };

  const replaceClass = (
    name: string,
    format: ModuleFormat,
    onMade: (made: object, name: string, options: unknown) => void,
  ) =>
    replace(vm, name, (native) => {
      const traced = new Proxy(native, {
        construct(target, args, newTarget) {
          const code = take(args[0], args[1], format);
          if (code === null) return construct(target, args, newTarget) as object;
          const options = format === "module" ? withoutCache(args[1]) : args[1];
          const made = construct(target, [code.code, options, ...args.slice(2)], newTarget) as object;
          onMade(made, code.name, options);
          return made;
        },
      });
      (native.prototype as Holder).constructor = traced;
      return traced;
    });

  // The functions of the module make scripts of the class that it had at first: each is a door of its own.
  for (const name of ["runInThisContext", "runInContext", "runInNewContext"]) {
    replace(vm, name, (native) => {
      const { [name]: traced } = {
        [name](this: unknown, ...args: unknown[]): unknown {
          const code = take(args[0], args[name === "runInThisContext" ? 1 : 2], "commonjs");
          if (code === null) return apply(native, this, args);
          const before = running;
          try {
            running = code.name;
            if (name === "runInThisContext" && !prepare(undefined, code.name)) return apply(native, this, args);
            return apply(native, this, [code.code, ...args.slice(1)]);
          } finally {
            running = before;
          }
        },
      };
      return traced as Any;
    });
  }

  replace(vm, "compileFunction", (native) => {
    const { compileFunction: traced } = {
      compileFunction(this: unknown, ...args: unknown[]): unknown {
        const code = take(args[0], args[2], "commonjs");
        if (code === null) return apply(native, this, args);
        const context = (args[2] as CodeOptions | undefined)?.parsingContext as object | undefined;
        if (!prepare(context, code.name)) return apply(native, this, args);
        return apply(native, this, [code.code, ...args.slice(1)]);
      },
    };
    return traced as Any;
  });

  replace(vm.Script.prototype, "runInContext", (native) => {
    const { runInContext: traced } = {
      runInContext(this: object, ...args: unknown[]): unknown {
        const name = names.get(this) ?? running;
        running = undefined;
        if (name !== undefined) prepare(args[0] as object, name);
        return apply(native, this, args);
      },
    };
    return traced as Any;
  });
  replaceClass("Script", "commonjs", (made, name) => {
    names.set(made, name);
    prepare(undefined, name);
  });
  replaceClass("SourceTextModule", "module", (_, name, options) => {
    prepare((options as CodeOptions | undefined)?.context as object | undefined, name);
  });
}

function int(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** A module, unlike a script, throws when its cached code is of another text. */
function withoutCache(options: unknown): unknown {
  if (typeof options !== "object" || options === null || !("cachedData" in options)) return options;
  const { cachedData: _, ...rest } = options;
  return rest;
}
