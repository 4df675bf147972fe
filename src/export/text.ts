import { painter } from "./paint.ts";
import type { Report } from "./report-types.ts";
import { neverSettled, slowestAwaits } from "./text-awaits.ts";
import { findings, losses } from "./text-findings.ts";
import { busiestFunctions } from "./text-functions.ts";
import { unusedFutures } from "./text-futures.ts";
import { blockedLoops } from "./text-loops.ts";
import type { Page } from "./text-page.ts";
import { summary } from "./text-summary.ts";
import { threads } from "./text-threads.ts";

export interface TextOptions {
  /** Cells of a line. Below 40 the tables lose their meaning, and lines get longer than this. */
  readonly width: number;
  readonly colour: boolean;
}

const NARROWEST = 40;

/** A report for a person at a terminal: what the run was, then where its time went. Ends with a line break. */
export function formatReport(report: Report, { width, colour }: TextOptions): string {
  const page: Page = { width: Math.max(width, NARROWEST), paint: painter(colour), folder: commonFolder(report) };
  const where = [slowestAwaits, busiestFunctions, blockedLoops, threads];
  const sections = [summary, ...where, neverSettled, unusedFutures, findings, losses];
  const texts = sections.map((section) => section(report, page).join("\n")).filter((text) => text !== "");
  return `${texts.join("\n\n")}\n`;
}

/** The folder of all files when none lies in the trace's working directory, so that it need not stand in every row. */
function commonFolder({ sites, functions }: Report): string {
  const files = [...sites, ...functions].map(({ file }) => file).filter((file) => file !== "");
  const [first, ...others] = new Set(files);
  if (!first || !/^(?:[\\/]|[A-Za-z]:)/.test(first)) return "";
  const folders = first.split(/(?<=[\\/])/).slice(0, -1);
  while (folders.length > 0 && !others.every((file) => file.startsWith(folders.join("")))) folders.pop();
  return folders.length > 2 ? folders.join("") : "";
}
