import { globSync, readFileSync, statSync } from "node:fs";
import { expect, it } from "vitest";
import { instrument } from "../../src/instrument/instrument.ts";
import { parse } from "../../src/instrument/parse.ts";
import type { InstrumentOptions } from "../../src/instrument/types.ts";
import { checkSites, checkText } from "./invariants.ts";

const BUDGET_BYTES = 12_000_000;
const LARGEST_BYTES = 1_000_000;

/** Files of this project's dependencies that have something to instrument: evenly picked, as many as fit the budget. */
function sample(): { file: string; source: string }[] {
  const files = globSync("node_modules/**/*.{ts,mts,cts,js,mjs,cjs}", { exclude: (path) => path.endsWith(".cache") })
    .filter((file) => !/\.d\.[cm]?ts$/.test(file) && statSync(file).isFile() && statSync(file).size < LARGEST_BYTES)
    .sort()
    .map((file) => ({ file, source: readFileSync(file, "utf8") }))
    .filter(({ source }) => /\basync\b|\bawait\b|Promise\.all/.test(source));
  const all = files.reduce((sum, { source }) => sum + source.length, 0);
  const step = Math.max(1, Math.ceil(all / BUDGET_BYTES));
  return files.filter((_, index) => index % step === 0);
}

function parses(source: string, options: InstrumentOptions): boolean {
  try {
    parse(source, options.language, options.format);
    return true;
  } catch {
    return false;
  }
}

it("real files keep their text, parse again, and are refused only where they do not parse", () => {
  const failures: string[] = [];
  let instrumented = 0;
  for (const { file, source } of sample()) {
    const language = /ts$/.test(file) ? "ts" : "js";
    const formats = ["module", "commonjs"] as const;
    const format = formats.find((each) => parses(source, { language, format: each, firstSite: 1 }));
    const result = instrument(source, { language, format: format ?? "module", firstSite: 1 });
    if (!result.ok) {
      if (format !== undefined && !/does not know|Invalid regular expression/.test(result.reason))
        failures.push(`${file}: ${result.reason}`);
      continue;
    }
    checkText(source, result);
    checkSites(source, result.sites);
    if (!parses(result.code, { language, format: format ?? "module", firstSite: 1 }))
      failures.push(`${file}: does not parse again`);
    if (result.sites.length > 0) instrumented++;
  }
  expect(failures).toEqual([]);
  expect(instrumented).toBeGreaterThan(100);
}, 300_000);
