import type { SiteRecord } from "../format/spec.ts";

export type ModuleFormat = "module" | "commonjs";
export type Language = "js" | "jsx" | "ts" | "tsx";

export interface InstrumentOptions {
  readonly language: Language;
  readonly format: ModuleFormat;
  /** Number of the file's first site; the others follow it. */
  readonly firstSite: number;
  /** Whether the runtime has `using` and `await using`. Assumed if left out. */
  readonly hasUsing?: boolean;
  /** Functions and expressions that get no probes, by {@link placeKey}: what a bundle has of a dependency. */
  readonly leave?: ReadonlySet<string>;
}

/** Where a site begins, as it is in its record. */
export function placeKey({ line, column }: Pick<SiteRecord, "line" | "column">): string {
  return `${line}:${column}`;
}

/**
 * `code` is the source with probes inserted and nothing else changed: no line is added and `strip(code, name) === source`.
 * `sites[i]` is the site number `firstSite + i`.
 */
export interface Instrumented {
  readonly ok: true;
  readonly code: string;
  /** The name of the probes' global in `code`: `$aw`, or another where the source contains that. */
  readonly name: string;
  readonly sites: readonly SiteRecord[];
  /** Some function could not be wrapped, and its end must be learnt from promise hooks. */
  readonly needsSettledHook: boolean;
  /**
   * What the runtime lacks: JSX, decorators, TypeScript that is more than types (enums, namespaces, parameter
   * properties, `import x = require()`, …), `using` without {@link InstrumentOptions.hasUsing}. `transpile` must lower it.
   */
  readonly needsTranspile: boolean;
}

/** The source must run as it is; `reason` is a sentence for the losses list. */
export interface NotInstrumented {
  readonly ok: false;
  readonly reason: string;
}

export type InstrumentResult = Instrumented | NotInstrumented;
