/** All that the product makes of a trace: bytes → chunks → model → report → texts → page. */
import { createHtml } from "../../src/export/html.ts";
import { reportJson } from "../../src/export/json.ts";
import { createReport } from "../../src/export/report.ts";
import { formatReport } from "../../src/export/text.ts";
import { TraceError } from "../../src/format/decode.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import type { Model } from "../../src/model/types.ts";
import { checkModel } from "../model/check-model.ts";

/** The viewer's own texts are the same in every page: short ones stand for them. */
const ASSETS = { script: "0", worker: "0", style: "" };

/** The product never holds a report's JSON as one text, so neither is that done with large traces here. */
const SMALL_BYTES = 16 << 10;

/** All but the end of a line. */
const CONTROL = /(?!\n)\p{Cc}/u;

/** The model, or null where the bytes are no trace and the error says so. Throws whatever else is wrong. */
export function open(bytes: Uint8Array): Model | null {
  const model = read(bytes);
  if (model === null) return null;
  checkModel(model);
  const report = createReport(model, { tasks: true });
  if (bytes.length < SMALL_BYTES) JSON.parse([...reportJson(report)].join(""));
  else for (const _piece of reportJson(report));
  const text = formatReport(report, { width: 100, colour: false });
  if (CONTROL.test(text)) throw new Error("A control character would reach the terminal.");
  createHtml({ trace: bytes, title: "fuzz", assets: ASSETS });
  return model;
}

function read(bytes: Uint8Array): Model | null {
  const builder = createModelBuilder();
  try {
    builder.append(bytes);
    builder.finish();
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    const { offset, message } = error;
    const isClear = Number.isInteger(offset) && offset >= 0 && offset <= bytes.length && message.endsWith(".");
    if (!isClear) throw new Error(`An error without a place or a sentence: ${offset} ${message}`);
    return null;
  }
  return builder.model;
}
