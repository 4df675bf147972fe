/**
 * The excerpt above an uncaught error (file and line, the source line, a caret) shows the user's line. C++ takes it
 * from the text of the running script, where our probes would show, and knows the place where the error was thrown,
 * which no script can learn. Only for scripts with a source map does it ask JavaScript for the excerpt, and there
 * the public `module.SourceMap` is asked. So: every instrumented script carries an empty `sourceMappingURL`; once
 * Node has decided that an error is fatal, source maps are switched on for the length of this one question, a map is
 * registered for each instrumented script, and the answer is the user's line.
 *
 * Tried and rejected: registering maps at load time (slows every start, and changes how Node formats all stacks);
 * writing the excerpt ourselves (only C++ knows the place); the marker text that keeps C++ from printing an excerpt
 * (it would have to be on every line that has a probe).
 */

import Module, { type SourceMap } from "node:module";
import { guard } from "../../runtime/faults.ts";
import type { FunctionTexts } from "./function-text.ts";

export interface Excerpt {
  /** The text of the line as it would be without us, type annotations stripped. */
  readonly text: string;
  /** 0-based. */
  readonly line: number;
  /** 0-based, UTF-16 units. */
  readonly column: number;
}

export interface FatalOptions {
  /** Names of the instrumented scripts, as stacks show them: URLs and paths. */
  readonly scripts: () => readonly string[];
  /** Both 0-based, in the running script. */
  readonly excerpt: (script: string, line: number, column: number) => Excerpt;
  /** How plain Node would name a script. */
  readonly nameOf: (script: string) => string;
  readonly texts: FunctionTexts;
  /** Node has dealt with an error that nobody caught: 0 where a handler took it, 7 where the handler threw. */
  readonly onFatal: (exitCode: 0 | 1 | 7) => void;
}

type FatalException = (this: unknown, error: unknown, fromPromise: boolean) => boolean;

export interface Excerpts {
  /** The next excerpt that C++ prints is to be the user's line. */
  arm(): void;
  /** Ends that early; formatters call it, for what Node formats later is not part of the question. */
  disarm(): void;
}

/** `isMain`: in a worker no error is fatal to the process, and C++ prints nothing but the line of an await that never ends. */
export function showUserExcerpts(options: FatalOptions, isMain: boolean): Excerpts {
  let disarm = (): void => {};
  const excerpts: Excerpts = {
    arm() {
      const wereEnabled = process.sourceMapsEnabled;
      const armed = guard(() => askForMaps(options), null);
      if (armed === null) process.setSourceMapsEnabled(wereEnabled);
      else disarm = armed;
    },
    disarm: () => disarm(),
  };
  const holder = process as unknown as { _fatalException?: FatalException };
  const native = holder._fatalException;
  if (!isMain || typeof native !== "function") return excerpts;

  const fatalException = function (this: unknown, error: unknown, fromPromise: boolean): boolean {
    let exitCode: 0 | 1 | 7 = 7;
    try {
      const handled = Reflect.apply(native, this, [error, fromPromise]);
      exitCode = handled ? 0 : 1;
      return handled;
    } finally {
      guard(() => {
        options.onFatal(exitCode);
        if (exitCode === 1) excerpts.arm();
      }, undefined);
    }
  };
  const descriptor = Reflect.getOwnPropertyDescriptor(holder, "_fatalException");
  for (const key of ["name", "length"] as const) {
    Reflect.defineProperty(fatalException, key, { value: native[key], configurable: true });
  }
  options.texts.disguise(fatalException, native);
  Reflect.defineProperty(holder, "_fatalException", { ...descriptor, value: fatalException });
  // It has no name: stacks give it that of the enumerable property which holds it, and look at prototypes as well.
  Reflect.defineProperty(Reflect.getPrototypeOf(process)!, "_fatalException", { ...descriptor, value: native });
  return excerpts;
}

function askForMaps({ scripts, excerpt, nameOf }: FatalOptions): () => void {
  const { prototype } = Module.SourceMap;
  const findEntry = Reflect.getOwnPropertyDescriptor(prototype, "findEntry")!;
  const payload = Reflect.getOwnPropertyDescriptor(prototype, "payload")!;
  const wereEnabled = process.sourceMapsEnabled;
  let isAnswered = false;
  const disarm = (): void => {
    isAnswered = true;
    if (wereEnabled) return; // Our maps stay known then, and must say nothing when stacks are formatted.
    process.setSourceMapsEnabled(false);
    Reflect.defineProperty(prototype, "findEntry", findEntry);
  };

  process.setSourceMapsEnabled(true);
  const known = new Map<unknown, string>();
  // Node holds a map only as long as its module lives: these live as long as the answer.
  const modules: unknown[] = [];
  for (const script of scripts()) {
    if (Module.findSourceMap(script) === undefined) modules.push(registerMap(script));
    known.set(Module.findSourceMap(script), script);
  }
  const answer = function (this: object, line: number, column: number): unknown {
    const script = known.get(this);
    if (script === undefined) return Reflect.apply(findEntry.value as SourceMap["findEntry"], this, [line, column]);
    if (isAnswered) return {};
    disarm();
    modules.length = 0;
    const found = guard(() => excerpt(script, line, column), null);
    if (found === null) return {};
    const originalSource = verbatim(guard(() => nameOf(script), script));
    const get = () => {
      Reflect.defineProperty(prototype, "payload", payload);
      return { sources: [originalSource], sourcesContent: ["\n".repeat(found.line) + found.text] };
    };
    Reflect.defineProperty(prototype, "payload", { ...payload, get });
    return { originalLine: found.line, originalColumn: found.column, originalSource };
  };
  Reflect.defineProperty(prototype, "findEntry", { ...findEntry, value: answer });
  return disarm;
}

const EMPTY_MAP = `data:application/json;base64,${btoa('{"version":3,"sources":[""],"names":[],"mappings":"AAAA"}')}`;

/** Lets Node's own loader note a map for a script name, by compiling an empty module of that name. */
function registerMap(script: string): unknown {
  const module = new Module(script) as NodeJS.Module & { _compile(code: string, filename: string): void };
  module.filename = script;
  module.paths = [];
  module._compile(`0\n//# sourceMappingURL=${EMPTY_MAP}`, script);
  return module;
}

/** Node turns a leading `file://` into a path, which it does not for scripts without a map: it sees none the first time. */
function verbatim(name: string): { toString(): string } {
  let asked = 0;
  return { toString: () => (asked++ === 0 ? "" : name) };
}
