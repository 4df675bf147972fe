/**
 * Stacks show the user's lines and columns. Node formats a stack by calling `Error.prepareStackTrace` when it is a
 * function, and its own formatter when not; both ways are led through {@link mapTrace}, which gives the call sites
 * of instrumented files another prototype. `CallSite.prototype` itself cannot be changed: its methods are frozen.
 *
 * A program that sets its own `Error.prepareStackTrace` must read back what it set, and yet be called with mapped
 * call sites. So the property is an accessor that tells Node's read from the program's: while V8 formats a stack it
 * formats inner ones without asking anybody, so an inner stack that asks nobody means that Node is reading.
 * Measured: 5 to 10 µs per formatted stack, only in programs that set a formatter of their own.
 */
import { guard } from "../../runtime/faults.ts";
import { type Frames, framesOfDetours } from "./detour-frames.ts";
import type { FunctionTexts } from "./function-text.ts";
import { limitOf } from "./stack-room.ts";

/** Where a place in the running script is in the user's source, 1-based; null for a file that runs as it is. */
export type MapPosition = (script: string, line: number, column: number) => { line: number; column: number } | null;

export interface StackOptions {
  readonly map: MapPosition;
  /** Whether Node's own formatter maps positions of a script itself. */
  readonly isMappedByNode: (script: string) => boolean;
  /** No hook of `async_hooks` but the recorder's is called around callbacks. */
  readonly isOnlyHook: () => boolean;
  /** Our own bundle: its frames are left out. */
  readonly hidden: string;
  /** Called before every formatting by Node's own formatter. */
  readonly beforeDefault: (error: unknown) => void;
  readonly texts: FunctionTexts;
}

type TraceMapper = (trace: NodeJS.CallSite[], error: unknown) => NodeJS.CallSite[];
type FormattingProbe = ReturnType<typeof createFormattingProbe>;
type Formatter = (this: unknown, error: Error, trace: NodeJS.CallSite[]) => unknown;

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;
const { captureStackTrace } = Error;

/** Gives what does the same for the `Error` of another context. */
export function mapStacks(options: StackOptions): (error: object) => void {
  const descriptor = getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const native = descriptor?.value as Formatter | undefined;
  if (typeof native !== "function" || !descriptor?.configurable) return () => {};

  const mapTrace = createTraceMapper(options.map, options);
  const mapRest = createTraceMapper(mapUnlessNodeDoes(options), options);
  const { ErrorPrepareStackTrace: standIn } = {
    ErrorPrepareStackTrace(error: Error, trace: NodeJS.CallSite[]): unknown {
      guard(() => options.beforeDefault(error), undefined);
      return apply(native, Error, [error, guard(() => mapRest(trace, error), trace)]);
    },
  };
  options.texts.disguise(standIn, native);

  const isFormatting = createFormattingProbe();
  cover(Error, standIn, mapTrace, isFormatting);
  // The accessor's text is that of the function it stands for.
  const { get, set } = getOwnPropertyDescriptor(Error, "prepareStackTrace")!;
  for (const half of [get, set]) options.texts.disguise(half!, native);
  // In another context Node asks that one's `Error` first and this one's then.
  return (error) => {
    if (getOwnPropertyDescriptor(error, "prepareStackTrace") === undefined) {
      cover(error, undefined, mapTrace, isFormatting);
    }
  };
}

/** `initial` is what stands there until the program sets something. */
function cover(error: object, initial: Formatter | undefined, mapTrace: TraceMapper, isFormatting: FormattingProbe) {
  let current: unknown = initial;
  let wrapped = initial;
  const get = function prepareStackTrace(): unknown {
    if (isFormatting.asked()) return undefined;
    return current === initial || guard(isFormatting, true) ? wrapped : current;
  };
  const set = function prepareStackTrace(value: unknown): void {
    current = value;
    wrapped = value === initial || typeof value !== "function" ? initial : wrapFormatter(value as Formatter, mapTrace);
  };
  defineProperty(error, "prepareStackTrace", { get, set, configurable: true, enumerable: false });
}

function wrapFormatter(formatter: Formatter, mapTrace: TraceMapper): Formatter {
  return function (this: unknown, error, trace) {
    return apply(formatter, this, [error, guard(() => mapTrace(trace, error), trace)]);
  };
}

/** Tells whether V8 is formatting a stack right now. `asked()` is true inside the question itself. */
function createFormattingProbe(): { (): boolean; asked(): boolean } {
  let asking = false;
  let answered = false;
  const probe = (): boolean => {
    const inner: { stack?: string } = {};
    const limit = Error.stackTraceLimit;
    try {
      Error.stackTraceLimit = 1;
      captureStackTrace(inner);
      Error.stackTraceLimit = limit;
    } catch {
      return true; // A frozen Error: nobody can have set a formatter.
    }
    asking = true;
    answered = false;
    void inner.stack;
    asking = false;
    return !answered;
  };
  probe.asked = (): boolean => {
    if (asking) answered = true;
    return asking;
  };
  return probe;
}

function mapUnlessNodeDoes({ map, isMappedByNode }: StackOptions): MapPosition {
  return (script, line, column) => (isMappedByNode(script) ? null : map(script, line, column));
}

function createTraceMapper(map: MapPosition, { hidden, isOnlyHook }: StackOptions): TraceMapper {
  let mapped: object | undefined;
  let compile: object | undefined;
  return (trace, error) => {
    try {
      const most = limitOf(error) ?? Number.POSITIVE_INFINITY;
      const shown: NodeJS.CallSite[] = [];
      const ofDetours = framesOfDetours(framesOf(trace), hidden, isOnlyHook());
      for (let i = 0; i < trace.length && shown.length < most; i++) {
        const site = trace[i]!;
        if (ofDetours?.[i] || site.getFileName?.() === hidden) continue;
        if (needsMapping(site, map)) {
          mapped ??= createMappedPrototype(getPrototypeOf(site)!, map);
          setPrototypeOf(site, mapped);
        } else if (isCompile(site)) {
          compile ??= createCompilePrototype(getPrototypeOf(site)!);
          setPrototypeOf(site, compile);
        }
        shown[shown.length] = site;
      }
      return shown.length === trace.length ? trace : shown;
    } catch {
      return trace;
    }
  };
}

function framesOf(trace: readonly NodeJS.CallSite[]): Frames {
  return {
    length: trace.length,
    script: (at) => trace[at]!.getFileName?.(),
    function: (at) => trace[at]!.getFunctionName?.(),
  };
}

function needsMapping(site: NodeJS.CallSite, map: MapPosition): boolean {
  if (typeof site.getFileName !== "function") return false;
  if (site.isEval()) return true;
  const script = site.getFileName();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (typeof script !== "string" || line === null || column === null) return false;
  const position = map(script, line, column);
  return position !== null;
}

/** The prototype of call sites in instrumented files: the native one, with positions in the user's source. */
function createMappedPrototype(native: object, map: MapPosition): object {
  const base = native as NodeJS.CallSite & Record<string, unknown>;
  const read = <T>(name: string, site: unknown): T => apply(base[name] as () => T, site, []) as T;

  const position = (site: unknown, lineOf: string, columnOf: string) => {
    const line = read<number | null>(lineOf, site);
    const column = read<number | null>(columnOf, site);
    const find = () => {
      // A text that says its own name (`sourceURL`) has no other.
      const script =
        read<string | null | undefined>("getFileName", site) ?? read<string | null>("getScriptNameOrSourceURL", site);
      return typeof script !== "string" || line === null || column === null ? null : map(script, line, column);
    };
    return guard(find, null) ?? { line, column };
  };
  const mapText = (site: unknown, text: string): string => {
    const origin = read<boolean>("isEval", site) ? read<string | undefined>("getEvalOrigin", site) : undefined;
    // Of a text that says its own name the origin is that name.
    if (typeof origin === "string" && origin.startsWith("eval at ") && text.includes(origin)) {
      return text.replace(origin, () => mapEvalOrigin(origin, map));
    }
    const { line, column } = position(site, "getLineNumber", "getColumnNumber");
    return text.replace(/:\d+:\d+(\)?)$/, (_, end: string) => `:${line}:${column}${end}`);
  };
  const methods = {
    getLineNumber(this: unknown) {
      return position(this, "getLineNumber", "getColumnNumber").line;
    },
    getColumnNumber(this: unknown) {
      return position(this, "getLineNumber", "getColumnNumber").column;
    },
    getEnclosingLineNumber(this: unknown) {
      return position(this, "getEnclosingLineNumber", "getEnclosingColumnNumber").line;
    },
    getEnclosingColumnNumber(this: unknown) {
      return position(this, "getEnclosingLineNumber", "getEnclosingColumnNumber").column;
    },
    getEvalOrigin(this: unknown) {
      const origin = read<string | undefined>("getEvalOrigin", this);
      return typeof origin === "string" ? guard(() => mapEvalOrigin(origin, map), origin) : origin;
    },
    toString(this: unknown) {
      const text = read<string>("toString", this);
      return guard(() => mapText(this, text), text);
    },
  };
  return derive(native, methods);
}

/** All methods are the prototype's own, as the native one has them: source-map-support copies them by name. */
function derive(native: object, methods: Record<string, unknown>): object {
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(native);
  for (const [name, value] of Object.entries(methods)) descriptors[name] = { ...descriptors[name], value };
  return Object.create(getPrototypeOf(native), descriptors);
}

/**
 * The frame of `Module.prototype._compile` once that is watched ({@link ./other-loaders.ts}): V8 names a method by
 * looking for the running function among its receiver's properties, and finds what stands in its place.
 */
function isCompile(site: NodeJS.CallSite): boolean {
  return (
    site.getFileName?.() === "node:internal/modules/cjs/loader" &&
    site.getTypeName() === "Module" &&
    site.getFunctionName() === null &&
    site.getMethodName() === null
  );
}

function createCompilePrototype(native: object): object {
  const text = Reflect.get(native, "toString") as (this: unknown) => string;
  return derive(native, {
    getMethodName: () => "_compile",
    toString(this: unknown): string {
      const shown = apply(text, this, []) as string;
      return guard(() => shown.replace("Module.<anonymous>", "Module._compile"), shown);
    },
  });
}

/** `eval at f (file:1:2)`, possibly nested: `eval at g (eval at f (file:1:2), <anonymous>:3:4)`. */
function mapEvalOrigin(origin: string, map: MapPosition): string {
  return origin.replace(/\(([^()]+):(\d+):(\d+)\)/, (text, script: string, line: string, column: string) => {
    const position = guard(() => map(script, Number(line), Number(column)), null);
    return position === null ? text : `(${script}:${position.line}:${position.column})`;
  });
}
