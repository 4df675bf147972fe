/**
 * `node:vm` as the program finds it: code under a file's name is instrumented on its way in, and a context in which such
 * code is to run is prepared first. This is how jest and vitest run tests and what they test, past Node's loader hooks.
 */

import vm from "node:vm";
import type { ModuleFormat } from "../../instrument/types.ts";
import { guard } from "../../runtime/faults.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { standInFor } from "../disguise/replace-class.ts";
import { applyWithRoom, constructWithRoom } from "../disguise/stack-room.ts";
import type { EvaluatedCode, InstrumentEvaluated } from "./evaluated-code.ts";

export interface EvaluatedScriptsOptions {
  readonly instrument: InstrumentEvaluated;
  /** Makes probes of this name known to a context; undefined for this thread's own global. */
  readonly prepare: (context: object | undefined, name: string) => void;
  readonly texts: FunctionTexts;
}

type Any = (this: unknown, ...args: unknown[]) => unknown;
interface CodeOptions {
  readonly filename?: unknown;
  readonly identifier?: unknown;
  readonly lineOffset?: unknown;
  readonly columnOffset?: unknown;
  readonly context?: unknown;
  readonly parsingContext?: unknown;
}

interface Probed {
  /** The probes' name in the code. */
  readonly name: string;
  readonly leave: EvaluatedCode["leave"];
}

interface Taken extends Probed {
  /** What the native function is called with in place of what the program gave. */
  readonly args: readonly unknown[];
}

interface ProbedScript extends Probed {
  /** Makes the script as the program has it, for where the probes cannot be made known. */
  readonly plain: () => object;
}

type Make = (args: unknown[], newTarget: object) => object;

/** V8 takes the names of classes in stacks and messages from the source, and a bundler must not take them out of it. */
const CLASSES = {
  Script(make: Make) {
    const { Script: traced } = {
      Script: class {
        constructor(...args: unknown[]) {
          // biome-ignore lint/correctness/noConstructorReturn: a class's object is what the native one makes.
          return make(args, new.target);
        }
      },
    };
    return traced;
  },
  SourceTextModule(make: Make) {
    const { SourceTextModule: traced } = {
      SourceTextModule: class {
        constructor(...args: unknown[]) {
          // biome-ignore lint/correctness/noConstructorReturn: a class's object is what the native one makes.
          return make(args, new.target);
        }
      },
    };
    return traced;
  },
} as const;

const { get, set } = WeakMap.prototype;
const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;

export function traceEvaluatedScripts(options: EvaluatedScriptsOptions): void {
  const { instrument, texts } = options;
  /** Whether code with probes of that name may run there. */
  const prepare = (context: object | undefined, { name, leave }: Probed): boolean =>
    guard(() => {
      try {
        options.prepare(context, name);
        return true;
      } catch (error) {
        leave();
        throw error;
      }
    }, false);
  const { Script } = vm;
  const scripts = new WeakMap<object, ProbedScript>();
  /** The script that one of the functions below is making and running. */
  let running: ProbedScript | undefined;

  const takeCode = (args: readonly unknown[], optionsAt: number, format: ModuleFormat): Taken | null => {
    const code = args[0];
    const options = args[optionsAt];
    if (typeof code !== "string") return null;
    const given = (typeof options === "string" ? { filename: options } : (options ?? {})) as CodeOptions;
    const script = format === "module" ? given.identifier : given.filename;
    if (typeof script !== "string") return null;
    const [lineOffset, columnOffset] = [int(given.lineOffset), int(given.columnOffset)];
    const taken = instrument({ code, script, format, lineOffset, columnOffset });
    return taken === null ? null : { ...taken, args: [taken.code, ...args.slice(1)] };
  };
  /** Null for what is called as the program calls it. */
  const take = (args: readonly unknown[], optionsAt: number): Taken | null =>
    guard(() => takeCode(args, optionsAt, "commonjs"), null);

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

  /** `takeArgs` takes the code and sees to it that it can run; what it gives null for is made as the program has it. */
  const replaceClass = (
    name: keyof typeof CLASSES,
    takeArgs: (args: readonly unknown[]) => Taken | null,
    onMade: (made: object, taken: Taken, args: unknown[]) => void,
  ) =>
    replace(vm, name, (native) => {
      const make = (args: unknown[], newTarget: object): object => {
        const taken = guard(() => takeArgs(args), null);
        const made = constructWithRoom(native as never, taken?.args ?? args, newTarget, 1);
        if (taken !== null) onMade(made, taken, args);
        return made;
      };
      const traced = CLASSES[name](make);
      standInFor(traced, native, texts);
      return traced as never;
    });

  // First what prepares a context, then what makes code that needs it: should one fail, none behind it is there.
  replace(vm.Script.prototype, "runInContext", (native) => {
    const { runInContext: traced } = {
      runInContext(this: object, ...args: unknown[]): unknown {
        const script = (apply(get, scripts, [this]) as ProbedScript | undefined) ?? running;
        running = undefined;
        const canRun = script === undefined || prepare(args[0] as object, script);
        return apply(native, canRun ? this : script.plain(), args);
      },
    };
    return traced as Any;
  });
  replaceClass(
    "Script",
    (args) => {
      const taken = takeCode(args, 1, "commonjs");
      return taken !== null && prepare(undefined, taken) ? taken : null;
    },
    (made, taken, args) => apply(set, scripts, [made, { ...taken, plain: () => construct(Script, args) as object }]),
  );

  // The functions of the module make scripts of the class that it had at first: each is a door of its own.
  for (const name of ["runInThisContext", "runInContext", "runInNewContext"]) {
    replace(vm, name, (native) => {
      const { [name]: traced } = {
        [name](this: unknown, ...args: unknown[]): unknown {
          const optionsAt = name === "runInThisContext" ? 1 : 2;
          const taken = take(args, optionsAt);
          if (taken === null) return apply(native, this, args);
          if (name === "runInThisContext") return apply(native, this, prepare(undefined, taken) ? taken.args : args);
          const before = running;
          try {
            running = { ...taken, plain: () => construct(Script, [args[0], args[optionsAt]]) as object };
            return apply(native, this, taken.args);
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
        const taken = take(args, 2);
        const canRun = guard(() => {
          const context = (args[2] as CodeOptions | undefined)?.parsingContext as object | undefined;
          return taken !== null && prepare(context, taken);
        }, false);
        return applyWithRoom(native as never, this, canRun ? taken!.args : args);
      },
    };
    return traced as Any;
  });

  replaceClass(
    "SourceTextModule",
    (args) => {
      const taken = takeCode(args, 1, "module");
      const context = (args[1] as CodeOptions | undefined)?.context as object | undefined;
      if (taken === null || !prepare(context, taken)) return null;
      return { ...taken, args: [taken.args[0], withoutCache(args[1]), ...args.slice(2)] };
    },
    () => {},
  );
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
