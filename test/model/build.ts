import { createModelBuilder } from "../../src/model/builder.ts";
import { dumpModel } from "../../src/model/dump.ts";
import type { Model } from "../../src/model/types.ts";
import { trace } from "./trace-language.ts";

/** The model of a trace given as bytes or in the trace language. */
export function build(source: Uint8Array | string): Model {
  const builder = createModelBuilder();
  builder.append(typeof source === "string" ? trace(source) : source);
  builder.finish();
  return builder.model;
}

/** The dump of such a trace, lines trimmed at both ends of the text. */
export function dump(source: Uint8Array | string): string {
  return dumpModel(build(source)).trim();
}
