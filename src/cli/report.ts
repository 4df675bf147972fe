import { reportJson } from "../export/json.ts";
import { wantsColour } from "../export/paint.ts";
import { createReport } from "../export/report.ts";
import { formatReport } from "../export/text.ts";
import { parse } from "./arguments.ts";
import { usageErrors } from "./errors.ts";
import { writeOut } from "./output.ts";
import { readTrace } from "./read-trace.ts";

const options = {
  json: { type: "boolean" },
  tasks: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Where nothing says how wide a line may be: a file or a pipe. */
const WIDTH_WITHOUT_TERMINAL = 120;
/** On a wide terminal the ends of a line drift too far apart to be read as one. */
const WIDEST = 160;

/** `awaitscope report <trace> [--json] [--tasks]`. False when only help was asked for. */
export async function report(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = parse("report", args, options);
  if (values.help) return false;
  const [file, ...others] = positionals;
  if (!file) throw usageErrors.noTrace("report");
  if (others.length > 0) throw usageErrors.oneTrace("report");
  if (values.tasks && !values.json) throw usageErrors.tasksWithoutJson();

  const found = createReport(readTrace(file), { tasks: values.tasks ?? false });
  if (values.json) await writeOut(reportJson(found));
  else {
    const { isTTY, columns } = process.stdout;
    const width = Math.min((isTTY && columns) || WIDTH_WITHOUT_TERMINAL, WIDEST);
    await writeOut([formatReport(found, { width, colour: wantsColour(isTTY === true, process.env) })]);
  }
  return true;
}
