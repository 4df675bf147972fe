/**
 * `Function.prototype.toString` gives the text the user wrote. Functions turned to text and run elsewhere (a page, a
 * worker, a sandbox) have no probes to call, and a program may print or compare its functions.
 */
import { guard } from "../../runtime/faults.ts";
import { applyWithRoom } from "./stack-room.ts";

export interface FunctionTexts {
  /** From now on the text of `replacement` is what `original`'s was. */
  disguise(replacement: object, original: object): void;
  /** Does for the `Function.prototype` of another context what is done for this thread's own. */
  cover(prototype: object): void;
}

/** `restore` gets the text of a function that may hold probes and gives it back without them. */
export function replaceFunctionToString(restore: (text: string) => string): FunctionTexts {
  const originals = new WeakMap<object, object>();
  const disguise = (stranger: object, original: object) => void originals.set(stranger, original);
  const cover = (prototype: object) => replaceIn(prototype, { restore, originals, disguise });
  cover(Function.prototype);
  return { disguise, cover };
}

interface Replacing {
  readonly restore: (text: string) => string;
  readonly originals: WeakMap<object, object>;
  readonly disguise: FunctionTexts["disguise"];
}

function replaceIn(prototype: object, { restore, originals, disguise }: Replacing): void {
  const { apply, defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;
  const descriptor = getOwnPropertyDescriptor(prototype, "toString");
  const native = descriptor?.value as () => string;
  const includes = String.prototype.includes;
  const { get, has } = WeakMap.prototype;

  // A shorthand method, like the original, is no constructor and has no `prototype`.
  const { toString: replacement } = {
    toString(this: unknown): string {
      const known = typeof this === "function" && (apply(has, originals, [this]) as boolean);
      const subject = known ? apply(get, originals, [this]) : this;
      if (typeof subject !== "function") return applyWithRoom(native, subject, []) as string;
      const text = apply(native, subject, []) as string;
      return (apply(includes, text, ["$aw"]) as boolean) ? guard(() => restore(text), text) : text;
    },
  };
  setPrototypeOf(replacement, prototype);
  disguise(replacement, native);
  defineProperty(prototype, "toString", { ...descriptor, value: replacement });
}
