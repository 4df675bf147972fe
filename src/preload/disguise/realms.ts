/**
 * Contexts of `node:vm` in which instrumented code is to run get the probes first, declared as this thread's own are
 * ({@link ./global-probes.ts}): unlike a property, a script's `let` asks no proxy that stands behind a context (jest has
 * one), and reading it there takes 5 ns where a property of the context takes 100. A context's `Error` is a door through
 * which a program sees the running code, and is covered with it.
 */
import vm from "node:vm";

export interface RealmOptions {
  readonly probes: unknown;
  /** Makes probes known under a name in this thread's own scope. */
  readonly defineHere: (name: string) => void;
  /** Makes a context's `Error` show the user's places. */
  readonly coverErrors: (error: object) => void;
}

/** `context`: what `vm.createContext` gave; undefined for this thread's own scope. */
export type PrepareRealm = (context: object | undefined, name: string) => void;

const { isContext, runInContext } = vm;
const { getPrototypeOf } = Reflect;

export function createRealms({ probes, defineHere, coverErrors }: RealmOptions): PrepareRealm {
  const prepared = new WeakMap<object, Set<string>>();
  return (context, name) => {
    if (context === undefined) {
      defineHere(name);
      return;
    }
    let names = prepared.get(context);
    if (names === undefined) {
      // What is no context is refused by the call that comes next.
      if (typeof context !== "object" || context === null || !isContext(context)) return;
      names = new Set();
      prepared.set(context, names);
      coverErrors(errorOf(context));
    }
    if (names.has(name)) return;
    names.add(name);
    const define = runInContext(`let ${name};(value)=>{${name}=value}`, context) as (value: unknown) => void;
    define(probes);
  };
}

/** The context's own constructor, also where the program has put another in its place. */
function errorOf(context: object): object {
  const failure = runInContext("try{null.x}catch(error){error}", context) as object;
  return getPrototypeOf(getPrototypeOf(failure)!)!.constructor;
}
