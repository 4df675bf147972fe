import { expect } from "vitest";
import { SiteKind, type SiteRecord } from "../../src/format/spec.ts";
import { columnsOf } from "../../src/instrument/columns.ts";
import { instrument } from "../../src/instrument/instrument.ts";
import { parse } from "../../src/instrument/parse.ts";
import { strip } from "../../src/instrument/probes.ts";
import type { Instrumented, InstrumentOptions } from "../../src/instrument/types.ts";

/** Instruments, and checks all that must hold for any source. Throws the reason where the source was refused. */
export function instrumentChecked(source: string, options: InstrumentOptions): Instrumented {
  const result = instrument(source, options);
  if (!result.ok) throw new Error(result.reason);
  checkText(source, result);
  checkSites(source, result.sites);
  parse(result.code, options.language, options.format);
  return result;
}

const lineBreak = /\r\n|[\n\r\u2028\u2029]/;

export function checkText(source: string, { code, name }: Instrumented): void {
  expect(strip(code, name)).toBe(source);
  const plain = source.split(lineBreak);
  const lines = code.split(lineBreak);
  expect(lines.length).toBe(plain.length);
  for (const [index, line] of lines.entries()) if (line !== plain[index]) checkColumns(plain[index]!, line, name);
}

/** Every unit of the source's line is found in the instrumented line and back. Long lines are sampled. */
function checkColumns(plain: string, line: string, name: string): void {
  const step = Math.ceil((plain.length * line.length) / 200_000);
  const columns = columnsOf(line, name);
  for (let column = 1; column <= plain.length; column += step) {
    const generated = columns.generated(column);
    if (line[generated - 1] !== plain[column - 1]) throw new Error(`Column ${column} is lost in: ${line}`);
    if (columns.original(generated) !== column) throw new Error(`Column ${generated} maps wrongly in: ${line}`);
  }
}

const tokens: Readonly<Record<SiteKind, RegExp>> = {
  [SiteKind.Function]: /^(?:async\b|[\p{ID_Start}$_\\#"'\d[(]|.)/u,
  [SiteKind.Await]: /^await\b/,
  [SiteKind.ForAwait]: /^for\b/,
  [SiteKind.Yield]: /^yield\b/,
  [SiteKind.YieldStar]: /^yield\b/,
  [SiteKind.AwaitUsing]: /^(?:await|for)\b/,
  // Also an arrow function's expression.
  [SiteKind.Return]: /^\S/,
  [SiteKind.Combinator]: /^Promise\b/,
  [SiteKind.Module]: /^/,
  [SiteKind.Promise]: /^\S/,
};

/** Sites stand at their token, in the order of the source, behind the function they are in. */
export function checkSites(source: string, sites: readonly SiteRecord[]): void {
  const lines = source.split(lineBreak);
  let previous = { line: 0, column: 0 };
  for (const [index, site] of sites.entries()) {
    expect(lines[site.line - 1]!.slice(site.column - 1)).toMatch(tokens[site.kind]);
    expect(site.text.length).toBeLessThanOrEqual(120);
    expect(site.function).toBeLessThan(index);
    if (site.function >= 0) expect([SiteKind.Function, SiteKind.Module]).toContain(sites[site.function]!.kind);
    if (site.line < previous.line || (site.line === previous.line && site.column < previous.column)) {
      throw new Error(`Site ${index} is out of order`);
    }
    previous = site;
  }
}
