/**
 * Async functions that the program makes of a text: `new AsyncFunction(…)`, as Vite's module runner does with each module.
 * A text that names a selected file as its own (`//# sourceURL=`) is instrumented as that file; any other is listed. Their
 * constructors are no globals: whoever wants one takes it from a function, so they are replaced when the first file
 * that looks like doing so is loaded.
 */
import { guard } from "../../runtime/faults.ts";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { standInFor } from "../disguise/replace-class.ts";
import { applyWithRoom, constructWithRoom } from "../disguise/stack-room.ts";
import { type InstrumentEvaluated, pathOf } from "./evaluated-code.ts";

export interface MadeFunctionOptions {
  readonly instrument: InstrumentEvaluated;
  /** Makes probes of this name known to this thread's global. */
  readonly defineProbes: (name: string) => void;
  readonly addLoss: (file: string, reason: string) => void;
  readonly texts: FunctionTexts;
}

type Constructor = (...texts: string[]) => object;

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** `async function () {}.constructor`, `(async () => {}).constructor`, `Object.getPrototypeOf(async function …).constructor`. */
const TAKES_CONSTRUCTOR =
  /\basync\b[^;]{0,80}\)\s*(?:\.\s*constructor\b|,\s*["']constructor["'])|\basync\b[^;]{0,80}\}\s*\.\s*constructor\b|\bAsync(?:Generator)?Function\s*=/;

/** Only what gives its texts the names of files, as Vite's module runner does, has something to trace in them. */
const NAMES_SOURCES = /\bsource(?:Mapping)?URL\b/;
const CALLS_CONSTRUCTOR = /\bAsync(?:Generator)?Function\s*\(|\.\s*constructor\s*\(/;
const NOT_TRACED = "Code that the program makes of a text that names no file runs as it is";

/** Gives what is to be shown every source that is loaded, before it runs. */
export function createMadeFunctionWatch(options: MadeFunctionOptions): (source: unknown) => void {
  let isWatching = false;
  let isListed = false;
  return (source) => {
    if (isWatching) return;
    const bytes = source instanceof Uint8Array ? Buffer.from(source.buffer, source.byteOffset, source.length) : null;
    const text = bytes ?? source;
    // Few files pass the first; the second reads text.
    if ((typeof text !== "string" && bytes === null) || !(text as string | Buffer).includes("constructor")) return;
    if (!TAKES_CONSTRUCTOR.test(String(text))) return;
    // V8 takes whoever calls the constructor for the referrer of an `import()` in the text, and that would be this file.
    if (!NAMES_SOURCES.test(String(text))) {
      if (!isListed && CALLS_CONSTRUCTOR.test(String(text))) options.addLoss("[new AsyncFunction]", NOT_TRACED);
      isListed ||= CALLS_CONSTRUCTOR.test(String(text));
      return;
    }
    isWatching = true;
    for (const made of [async () => {}, async function* () {}]) replaceConstructor(getPrototypeOf(made)!, options);
  };
}

function replaceConstructor(prototype: object, options: MadeFunctionOptions): void {
  const descriptor = getOwnPropertyDescriptor(prototype, "constructor");
  const native = descriptor?.value as Constructor | undefined;
  if (typeof native !== "function") return;
  let isListed = false;
  const list = () => {
    if (isListed) return;
    isListed = true;
    options.addLoss(`[new ${native.name}]`, NOT_TRACED);
  };
  const make = (texts: readonly unknown[], newTarget: Constructor | null) => {
    const changed = guard(() => withProbes(texts, options), null);
    if (changed === null) guard(() => isAsyncOfNoFile(plainText(texts.at(-1))) && list(), undefined);
    if (newTarget === null) return applyWithRoom(native as never, undefined, changed ?? texts, 1) as object;
    return constructWithRoom(native as never, changed ?? texts, newTarget, 1);
  };
  const replacement = function (...texts: unknown[]) {
    const target = new.target as unknown as Constructor | undefined;
    return make(texts, target === undefined ? null : target === replacement ? native : target);
  } as unknown as Constructor;
  standInFor(replacement, native, options.texts);
  defineProperty(prototype, "constructor", { ...descriptor, value: replacement });
}

const ASYNC = /\b(?:async|await|yield)\b/;
const NAME = /\n\/\/[#@] sourceURL=(\S+)\s*(?:\n\/\/[^\n]*\s*)*$/;

/** What names a file is that file's to list. */
function isAsyncOfNoFile(body: string): boolean {
  return ASYNC.test(body) && pathOf(NAME.exec(body)?.[1] ?? "") === null;
}

/** What is no string is turned into one by the program's own code, which is not asked here. */
function plainText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The same with probes in the body; null where it runs as it is. */
function withProbes(texts: readonly unknown[], { instrument, defineProbes }: MadeFunctionOptions): string[] | null {
  if (texts.length === 0 || !texts.every((text) => typeof text === "string")) return null;
  const body = texts.at(-1)!;
  const script = NAME.exec(body)?.[1];
  if (script === undefined) return null;
  const parameters = texts.slice(0, -1);
  // `async function anonymous(a,b\n) {\n`: the body's first line is the third, if no parameter has two.
  const lineOffset = 2 + parameters.join().split("\n").length - 1;
  const made = instrument({
    code: body,
    script,
    format: "module",
    lineOffset,
    columnOffset: 0,
    headerLines: lineOffset,
  });
  if (made === null) return null;
  defineProbes(made.name);
  return [...parameters, made.code];
}
