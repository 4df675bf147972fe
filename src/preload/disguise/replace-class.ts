import type { FunctionTexts } from "./function-text.ts";

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;

/**
 * Makes the class or constructor `replacement` look like `native`. A proxy would do that by itself, but Node 26 shows that something is
 * one. V8 takes a class's name in messages from its source, so that must be the same.
 */
export function standInFor(
  replacement: object & { prototype: object },
  native: object & { prototype: object },
  texts: FunctionTexts,
) {
  copyProperties(native, replacement);
  if (replacement.prototype !== native.prototype) {
    copyProperties(native.prototype, replacement.prototype);
    defineProperty(replacement.prototype, "constructor", { value: replacement });
  }
  texts.disguise(replacement, native);
}

/** All that may be copied: the prototype of a class may not. */
function copyProperties(from: object, to: object): void {
  for (const key of ownKeys(from)) defineProperty(to, key, getOwnPropertyDescriptor(from, key)!);
  setPrototypeOf(to, getPrototypeOf(from));
}
