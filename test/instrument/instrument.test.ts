import { describe, expect, it } from "vitest";
import { SiteKind } from "../../src/format/spec.ts";
import { instrument } from "../../src/instrument/instrument.ts";
import type { Instrumented, InstrumentOptions } from "../../src/instrument/types.ts";
import { instrumentChecked } from "./invariants.ts";

const commonjs: InstrumentOptions = { language: "js", format: "commonjs", firstSite: 1 };
const typescript: InstrumentOptions = { language: "ts", format: "module", firstSite: 1 };

function reason(source: string, options: InstrumentOptions = commonjs): string {
  const result = instrument(source, options);
  return result.ok ? "instrumented" : result.reason;
}

describe("what runs as it is", () => {
  it.each([
    ["async function f() { await ", /^The file cannot be parsed: Unexpected token/],
    ["async function f() { /(/.test(await 1) }", /^The file cannot be parsed: Invalid regular expression/],
    ["import x from 'x'; async () => {}", /^The file cannot be parsed/],
    ["await 1; async () => {}", /^The file cannot be parsed/],
    ["@dec class A { async m() {} }", /^The file uses syntax that this version of Node does not know$/],
  ])("%s", (source, sentence) => {
    expect(reason(source)).toMatch(sentence);
  });

  it("says so where `using` is not known, in JavaScript; in TypeScript a compiler lowers it", () => {
    const source = "async function f() { await using a = null }";
    expect(reason(source, { ...commonjs, hasUsing: false })).toMatch(/does not know/);
    expect(instrument(source, { ...typescript, hasUsing: false })).toMatchObject({ ok: true, needsTranspile: true });
    expect(instrument(source, typescript)).toMatchObject({ ok: true, needsTranspile: false });
  });

  it("does not fall over nesting: it is refused or it is done", () => {
    const deep = (open: string, inner: string, close: string, count: number) =>
      open.repeat(count) + inner + close.repeat(count);
    const bodies = [
      deep("(", "await 1", ")", 100_000),
      deep("[", "await 1", "]", 100_000),
      deep("async () => {", "await 1", "}", 50_000),
      deep("{", "await 1", "}", 50_000),
      deep("await ", "1", "", 50_000),
      `1${"+await 1".repeat(50_000)}`,
      `f${".then(async () => await 1)".repeat(20_000)}`,
      `if (a) ;${"else if (a) await 1;".repeat(20_000)}`,
    ];
    for (const body of bodies) {
      const result = instrument(`async function f() { ${body} }`, commonjs);
      if (!result.ok) expect(result.reason).toBe("The file is nested too deeply to be parsed");
    }
  });

  it("takes ten megabytes on one line", () => {
    const source = `async function f() {${`await g("${"x".repeat(480)}");`.repeat(20_000)}}`;
    const result = instrument(source, commonjs) as Instrumented;
    expect(result.sites.length).toBe(20_001);
  });
});

describe("what is instrumented", () => {
  it("leaves a file without anything asynchronous untouched", () => {
    const source = "const x = 1 // $aw, not parsed: ) (";
    expect(instrument(source, commonjs)).toMatchObject({ ok: true, code: source, sites: [], needsTranspile: false });
  });

  it("gives sites with their places, texts and enclosing functions", () => {
    const source = [
      "class Store {",
      "  async load(ids) {",
      "    const [a] = await Promise.all(ids.map(async (id) => await",
      "      fetch(id)))",
      "    for await (const x of a) { yieldNothing() }",
      "  }",
      "}",
    ].join("\n");
    const { sites } = instrumentChecked(source, { ...commonjs, firstSite: 40 });
    expect(sites).toEqual([
      { kind: SiteKind.Function, line: 2, column: 9, endLine: 2, endColumn: 13, text: "Store.load", function: -1 },
      {
        kind: SiteKind.Await,
        line: 3,
        column: 17,
        endLine: 4,
        endColumn: 18,
        text: "Promise.all(ids.map(async (id) => await fetch(id)))",
        function: 0,
      },
      {
        kind: SiteKind.Combinator,
        line: 3,
        column: 23,
        endLine: 4,
        endColumn: 18,
        text: "Promise.all(ids.map(async (id) => await fetch(id)))",
        function: 0,
      },
      { kind: SiteKind.Function, line: 3, column: 43, endLine: 3, endColumn: 48, text: "<anonymous>", function: 0 },
      {
        kind: SiteKind.Await,
        line: 3,
        column: 57,
        endLine: 4,
        endColumn: 16,
        text: "fetch(id)",
        function: 3,
        calls: "fetch",
      },
      { kind: SiteKind.ForAwait, line: 5, column: 5, endLine: 5, endColumn: 28, text: "a", function: 0 },
    ]);
  });

  it("numbers probes from the first site on", () => {
    const { code } = instrumentChecked("async function f() { await 1 }", { ...commonjs, firstSite: 40 });
    expect(code).toContain("$aw.h(40)");
    expect(code).toContain("$aw.s($awt,41,");
  });

  it("cuts long texts at a whole character", () => {
    const { sites } = instrumentChecked(`async function f() { await "${"😀".repeat(100)}" }`, commonjs);
    expect(sites[1]!.text).toBe(`"${"😀".repeat(59)}`);
  });

  it("chooses another name where the source has ours", () => {
    expect(instrumentChecked("const $aw = 1; async () => {}", commonjs).name).toBe("$aw_1");
    expect(instrumentChecked("const $aw_1 = '$aw_2'; async () => {}", commonjs).name).toBe("$aw_3");
    expect(instrumentChecked("async () => \\u{24}aw", commonjs).name).toBe("$aw_1");
  });

  it("asks for the settled hook only where a body could not be wrapped", () => {
    expect(instrumentChecked("async function f() { function g() {} }", commonjs).needsSettledHook).toBe(false);
    expect(instrumentChecked("async function f(g) { function g() {} }", commonjs).needsSettledHook).toBe(true);
    expect(instrumentChecked("async function f() { eval('') }", commonjs).needsSettledHook).toBe(true);
    expect(
      instrumentChecked("async function f() { eval('') }", { ...commonjs, format: "module" }).needsSettledHook,
    ).toBe(false);
  });
});

describe("what Node cannot run by blanking out types", () => {
  it.each([
    ["enum A { X }", true],
    ["declare enum A { X }", false],
    ["namespace A { export const x = 1 }", true],
    ["namespace A { export interface B {} namespace C { type D = 1 } }", false],
    ["declare namespace A { const x: number }", false],
    ["class A { constructor(private x: number) {} }", true],
    ["class A { constructor(@p x: number) {} }", true],
    ["@d class A {}", true],
    ["class A { accessor x = 1 }", true],
    ["import x = require('x')", true],
    ["import type x = require('x')", false],
    ["export = 1", true],
    ["const a = <any>b", true],
    ["f(<T>b); return1(<T>c)", true],
    ["const f = <T,>(a: T) => a; interface A<T> { b: Array<T> } type X<T> = A<T>", false],
    ["class A<T> extends B<T> { declare x: T; private y?: T; z!: T; abstract w: T }", "abstract"],
    ["let a = b as any, c = d satisfies E, e = f!, g: typeof h<string>", false],
  ])("%s: %s", (text, expected) => {
    for (const source of [text, `${text}\nasync () => {}`]) {
      const result = instrument(source.replace("return1", "g"), typescript);
      if (expected === "abstract") continue;
      expect(result).toMatchObject({ ok: true, needsTranspile: expected });
    }
  });

  it("module syntax in TypeScript for CommonJS", () => {
    const options = { ...typescript, format: "commonjs" } as const;
    expect(instrument("import a from 'a'; export const b = async () => a", options)).toMatchObject({
      ok: true,
      needsTranspile: true,
    });
    expect(reason("import a from 'a'; await a", options)).toBe("A CommonJS module cannot have a top-level await");
  });
});
