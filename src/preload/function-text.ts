/**
 * `Function.prototype.toString` gives the text the user wrote. Functions turned to text and run elsewhere (a page, a
 * worker, a sandbox) have no probes to call, and a program may print or compare its functions.
 */

export interface FunctionTexts {
  /** From now on the text of `replacement` is what `original`'s was. */
  disguise(replacement: object, original: object): void;
}

/** `restore` gets the text of a function that may hold probes and gives it back without them. */
export function replaceFunctionToString(restore: (text: string) => string): FunctionTexts {
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const native = Function.prototype.toString;
  const includes = String.prototype.includes;
  const originals = new WeakMap<object, object>();
  const { get, has } = WeakMap.prototype;

  // A shorthand method, like the original, is no constructor and has no `prototype`.
  const { toString: replacement } = {
    toString(this: unknown): string {
      const known = typeof this === "function" && (apply(has, originals, [this]) as boolean);
      const subject = known ? apply(get, originals, [this]) : this;
      const text = apply(native, subject, []);
      return (apply(includes, text, ["$aw"]) as boolean) ? restore(text) : text;
    },
  };
  originals.set(replacement, native);
  const descriptor = getOwnPropertyDescriptor(Function.prototype, "toString");
  defineProperty(Function.prototype, "toString", { ...descriptor, value: replacement });
  return { disguise: (stranger, original) => void originals.set(stranger, original) };
}
