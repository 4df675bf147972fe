/**
 * Tools that compile files as they are loaded (tsx, ts-node, swc-node, …), and how to come after them: what they made is
 * what runs, so it is what must be instrumented. There are two doors. Hooks of `module.registerHooks` run last registered
 * first, so ours are registered anew whenever somebody else's were. And whoever replaces a handler in
 * `require.extensions` hands its result to `Module.prototype._compile`.
 */
import nodeModule from "node:module";
import { basename } from "node:path";
import type { FunctionTexts } from "../disguise/function-text.ts";
import { replace } from "../disguise/replace.ts";
import { callThrough } from "./frameless.ts";

type Handlers = Record<string, unknown>;
type Compile = (this: unknown, content: unknown, filename: unknown, ...rest: unknown[]) => unknown;
type Hooks = Parameters<typeof nodeModule.registerHooks>[0];

const internals = nodeModule as unknown as { _extensions: Handlers; prototype: { _compile: Compile } };

/** Only a tool that replaces a handler, or what handlers call, has a reason to name one of these. */
const HANDLER_WORDS = ["_extensions", ".extensions", "_compile"];

export class OtherLoaders {
  readonly #native: Handlers = { ...internals._extensions };
  readonly #texts: FunctionTexts;
  readonly #register = nodeModule.registerHooks;
  #ours: { hooks: Hooks; handle: { deregister(): void } }[] = [];
  #hasHooks = hasLoaderOption();
  #isWatching = false;
  #onCompile: (content: string, filename: string, format: unknown) => string = (content) => content;

  constructor(texts: FunctionTexts) {
    this.#texts = texts;
  }

  /** Whether anybody but Node and us has a say in how files load. */
  get any(): boolean {
    return (
      this.#hasHooks || Object.entries(internals._extensions).some(([key, handler]) => this.#native[key] !== handler)
    );
  }

  /** Whether `require` gives a file to somebody else's handler: its code passes {@link watchCompile}, not a hook. */
  handles(path: string): boolean {
    const { _extensions: handlers } = internals;
    const name = basename(path);
    for (let at = name.indexOf(".", 1); at > 0; at = name.indexOf(".", at + 1)) {
      const extension = name.slice(at);
      if (extension in handlers) return handlers[extension] !== this.#native[extension];
    }
    return handlers[".js"] !== this.#native[".js"];
  }

  /** Registers hooks that stay the last registered, whoever comes later. */
  registerLast(hooks: Hooks): void {
    if (this.#ours.length === 0) this.#watchHooks();
    this.#ours.push({ hooks, handle: Reflect.apply(this.#register, nodeModule, [hooks]) });
  }

  /** `onCompile` gets what handlers hand over to be run, and gives what is to run. */
  onCompile(onCompile: (content: string, filename: string, format: unknown) => string): void {
    this.#onCompile = onCompile;
  }

  /** Shown every script that is loaded, before it runs. */
  see(source: unknown): void {
    if (this.#isWatching) return;
    const text = source instanceof Uint8Array ? Buffer.from(source.buffer, source.byteOffset, source.length) : source;
    if (typeof text !== "string" && !Buffer.isBuffer(text)) return;
    if (HANDLER_WORDS.some((word) => text.includes(word))) this.#watchCompile();
  }

  #watchHooks(): void {
    replace(nodeModule, "registerHooks", this.#texts, (native) => ({
      registerHooks: (...args: unknown[]) => {
        const handle = Reflect.apply(native, nodeModule, args);
        this.#hasHooks = true;
        for (const own of this.#ours) {
          own.handle.deregister();
          own.handle = Reflect.apply(this.#register, nodeModule, [own.hooks]);
        }
        return handle;
      },
    }));
    replace(nodeModule, "register", this.#texts, (native) => ({
      register: (...args: unknown[]) => {
        this.#hasHooks = true;
        return Reflect.apply(native, nodeModule, args);
      },
    }));
  }

  #watchCompile(): void {
    this.#isWatching = true;
    const native = internals.prototype._compile;
    const watched = callThrough(native, (_, [content, filename, ...rest]) =>
      typeof content === "string" && typeof filename === "string"
        ? [this.#onCompile(content, filename, rest[0]), filename, ...rest]
        : [content, filename, ...rest],
    );
    this.#texts.disguise(watched, native);
    internals.prototype._compile = watched;
  }
}

function hasLoaderOption(): boolean {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)];
  return options.some((option) => /^--(?:experimental-)?loader\b/.test(option));
}
