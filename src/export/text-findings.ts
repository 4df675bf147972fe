import { displayWidth, printable } from "./display-width.ts";
import { plural } from "./format.ts";
import type { Span } from "./paint.ts";
import type { Report, ReportFinding } from "./report-types.ts";
import { heading, MOST_ROWS, more, type Page, place, wrap } from "./text-page.ts";

const SIGNS: Readonly<Record<ReportFinding["severity"], Span>> = {
  error: { text: "●", colour: "red" },
  warning: { text: "▲", colour: "yellow" },
  info: { text: "■", colour: "blue" },
};

/** What the trace proves, a sentence each. What never settled has a table of its own. */
export function findings(report: Report, page: Page): string[] {
  const all = report.findings.filter(({ rule }) => rule !== "never-settled");
  if (all.length === 0) return [];
  const shown = all.slice(0, MOST_ROWS);
  return [
    heading("Findings", page),
    ...shown.flatMap((finding) => sentence(finding, page)),
    ...more(all.length - shown.length, "finding", "findings", page),
  ];
}

/** The sign, the sentence in as many lines as it takes, and the place, on the last of them where it fits. */
function sentence(finding: ReportFinding, page: Page): string[] {
  const where = place(finding, page);
  const [first = "", ...others] = wrap(printable(finding.message), page.width - 2);
  const lines = [`${page.paint(SIGNS[finding.severity])} ${first}`, ...others];
  const lastWidth = displayWidth(others.at(-1) ?? `  ${first}`);
  const painted = page.paint({ text: where, colour: "dim" });
  if (lastWidth + 2 + displayWidth(where) > page.width) return [...lines, `  ${painted}`];
  return [...lines.slice(0, -1), `${lines.at(-1)}  ${painted}`];
}

/** What the trace does not hold, and why. */
export function losses({ losses }: Report, page: Page): string[] {
  const { droppedEvents, damagedChunks, missingChunks, uninstrumented } = losses;
  const lost = [
    droppedEvents > 0 ? `${plural(droppedEvents, "event")} dropped: the program was faster than the recorder.` : "",
    damagedChunks > 0 ? `${plural(damagedChunks, "damaged place")} in the trace file, skipped.` : "",
    missingChunks > 0 ? `${plural(missingChunks, "piece")} of the trace not in the file.` : "",
  ].filter((line) => line !== "");
  const files = uninstrumented.slice(0, MOST_ROWS).map(({ file, reason }) => {
    return `${printable(file.startsWith(page.folder) ? file.slice(page.folder.length) : file)}: ${printable(reason)}`;
  });
  if (lost.length + files.length === 0) return [];
  return [
    heading("Not recorded", page),
    ...[...lost, ...files].flatMap((text) => wrap(text, page.width)),
    ...more(uninstrumented.length - files.length, "file", "files", page),
  ];
}
