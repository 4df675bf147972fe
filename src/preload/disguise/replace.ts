import type { FunctionTexts } from "./function-text.ts";

export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** Puts a function that looks like the native one in its place. Where the property cannot be changed, nothing happens. */
export function replace(
  holder: object,
  name: string,
  texts: FunctionTexts,
  make: (native: AnyFunction) => Record<string, AnyFunction>,
): void {
  const descriptor = Reflect.getOwnPropertyDescriptor(holder, name);
  const native = descriptor?.value as AnyFunction | undefined;
  if (typeof native !== "function") return;
  const replacement = make(native)[name]!;
  for (const key of ["name", "length"] as const) {
    Reflect.defineProperty(replacement, key, { value: native[key], configurable: true });
  }
  // An async one has another prototype.
  Reflect.setPrototypeOf(replacement, Reflect.getPrototypeOf(native));
  if (Reflect.defineProperty(holder, name, { ...descriptor, value: replacement })) texts.disguise(replacement, native);
}
