import type { SiteRecord } from "../format/spec.ts";

export type ModuleFormat = "module" | "commonjs";
export type Language = "js" | "jsx" | "ts" | "tsx";

export interface InstrumentOptions {
  readonly language: Language;
  readonly format: ModuleFormat;
  /** Number of the file's first site; the others follow it. */
  readonly firstSite: number;
}

/**
 * `code` is the source with probes inserted and nothing else changed: no line is added and `strip(code) === source`.
 * `sites[i]` is the site number `firstSite + i`.
 */
export interface Instrumented {
  readonly ok: true;
  readonly code: string;
  readonly sites: readonly SiteRecord[];
  /** Some function could not be wrapped, and its end must be learnt from promise hooks. */
  readonly needsSettledHook: boolean;
}

/** The source must run as it is; `reason` is a sentence for the losses list. */
export interface NotInstrumented {
  readonly ok: false;
  readonly reason: string;
}

export type InstrumentResult = Instrumented | NotInstrumented;
