/**
 * Puts files of test262 through the rewriter of the product's bundle, and asks V8 what it thinks of them before and
 * after. Reads a job from stdin, writes what it found to stdout; run with `--experimental-vm-modules`.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
import { columnsOf } from "../../../src/instrument/columns.ts";
import type * as Instrumenter from "../../../src/instrument/instrument.ts";
import { strip } from "../../../src/instrument/probes.ts";
import type { ModuleFormat } from "../../../src/instrument/types.ts";
import { type Found, nothingFound } from "../found.ts";
import { readFrontmatter } from "../frontmatter.ts";

export interface RewriteJob {
  readonly checkout: string;
  readonly paths: readonly string[];
  /** The bundle with the instrumenter. */
  readonly bundle: string;
  readonly hasUsing: boolean;
}

const job = JSON.parse(readFileSync(0, "utf8")) as RewriteJob;
const { instrument } = createRequire(import.meta.url)(job.bundle) as typeof Instrumenter;
const found: Found = nothingFound();

for (const path of job.paths) {
  found.files++;
  const source = readFileSync(join(job.checkout, "test", path), "utf8");
  const { flags } = readFrontmatter(source);
  if (flags.has("module") || path.includes("_FIXTURE")) check(path, source, "module");
  if (flags.has("module")) continue;
  if (!flags.has("onlyStrict")) check(path, source, "commonjs");
  if (!flags.has("noStrict") && !flags.has("raw")) check(`${path} (strict)`, `"use strict";\n${source}`, "commonjs");
}
process.stdout.write(JSON.stringify(found));

function check(name: string, source: string, format: ModuleFormat): void {
  found.sources++;
  try {
    const error = complaint(source, format);
    if (error !== null) found.unparsed++;
    const result = instrument(source, { language: "js", format, firstSite: 1, hasUsing: job.hasUsing });
    if (!result.ok) {
      if (error === null) found.untouched.push([name, result.reason]);
      return;
    }
    const { code } = result;
    if (code === source) return;
    found.probed++;
    if (strip(code, result.name) !== source) found.problems.push(`${name}: cannot be stripped`);
    const after = complaint(code, format, result.name);
    if (after !== error)
      found.problems.push(`${name}: V8 says ${after ?? "nothing"}, of the source ${error ?? "nothing"}`);
  } catch (error) {
    found.problems.push(`${name}: throws ${(error as Error).stack}`);
  }
}

/** V8's error with its place in the source, and null where it has none. `probes`: their name, where there are some. */
function complaint(code: string, format: ModuleFormat, probes?: string): string | null {
  try {
    if (format === "module") new vm.SourceTextModule(code, { identifier: "test" });
    else new vm.Script(code, { filename: "test" });
    return null;
  } catch (error) {
    const { name, message, stack = "" } = error as Error;
    const [place = "", text = "", marks = ""] = stack.split("\n");
    const column = marks.indexOf("^") + 1;
    const original = probes === undefined || column === 0 ? column : columnsOf(text, probes).original(column);
    return `${name}: ${message} (${place}:${original})`;
  }
}
