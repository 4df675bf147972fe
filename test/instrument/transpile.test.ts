import { describe, expect, it } from "vitest";
import { strip } from "../../src/instrument/probes.ts";
import { transpile } from "../../src/instrument/transpile.ts";
import type { ModuleFormat } from "../../src/instrument/types.ts";
import { instrumentChecked } from "./invariants.ts";

function compile(source: string, extension = "ts", format: ModuleFormat = "module", compilerOptions = {}): string {
  const language = extension.endsWith("x") ? (extension as "tsx") : "ts";
  const { code, name } = instrumentChecked(source, { language, format, firstSite: 1 });
  const result = transpile(code, { file: `/project/a.${extension}`, format, name, compilerOptions });
  if (!result.ok) throw new Error(result.reason);
  return result.code;
}

describe("transpile", () => {
  it("keeps probes such that what was printed is, without them, what the source would be printed as", () => {
    const source = `enum A { X }
      export async function f(a = g(), { [k()]: b } = {}) { "use strict"
        try { l: for await (const x of await a) if (x) continue l; await Promise.all([1, await b]) } catch { await 1 } finally { a() } }
      export const h = async () => ({ a: await A.X });
      export async function* i() { const x = yield 1; yield; yield* [await x]; return 1 }
      await f()`;
    const { code, name } = instrumentChecked(source.replace('"use strict"', ""), {
      language: "ts",
      format: "module",
      firstSite: 1,
    });
    const options = { file: "/a.ts", format: "module", name } as const;
    const traced = transpile(code, options);
    const plain = transpile(source.replace('"use strict"', ""), options);
    if (!traced.ok || !plain.ok) throw new Error("not compiled");
    const squeeze = (text: string) => text.replace(/[\s;{}]+/g, "");
    expect(strip(traced.code, name)).not.toContain("$aw");
    expect(squeeze(strip(traced.code, name))).toBe(squeeze(plain.code));
  });

  it("makes modules of the kind asked for", () => {
    expect(compile("import a, { type B } from 'a'; export enum C { X = a }")).toContain("import a");
    expect(compile("import a from 'a'; export enum C { X = a }", "cts", "commonjs")).toContain('require("a")');
    expect(compile("import a = require('a'); export = a", "cts", "commonjs")).toMatch(
      /const a = require\("a"\);\s*module.exports = a/,
    );
    expect(compile("import a = require('a'); enum C { X = a }")).toContain("createRequire(import.meta.url)");
  });

  it("honours the project's options", () => {
    const jsx = "export const a = async () => <b c={await d} />";
    expect(compile(jsx, "tsx")).toContain("React.createElement(");
    expect(compile(jsx, "jsx", "module", { jsx: "react", jsxFactory: "h" })).toContain("h(");
    expect(compile(jsx, "tsx", "module", { jsx: "react-jsx", jsxImportSource: "preact" })).toContain(
      '"preact/jsx-runtime"',
    );
    expect(compile(jsx, "tsx", "module", { jsx: "preserve" })).toContain('"react/jsx-runtime"');
    const field = "enum E {} class A { x = 1; @d async m(a: Date) {} }";
    expect(compile(field, "ts", "module", { target: "es2017", experimentalDecorators: true })).toContain("this.x = 1");
    expect(compile(field, "ts", "module", { target: "esnext", experimentalDecorators: true })).toContain("    x = 1");
    const metadata = { experimentalDecorators: true, emitDecoratorMetadata: true };
    expect(compile(field, "ts", "module", metadata)).toMatch(/"design:paramtypes", \[.*Date/);
    expect(compile(field)).toContain("__esDecorate");
  });

  it("never lowers async functions, and ignores options that concern other files", () => {
    const code = compile("enum E {} async function* f() { await 1 }", "ts", "module", {
      target: "es5",
      outFile: "x.js",
      paths: { a: ["b"] },
    });
    expect(code).toContain("async function* f()");
    expect(code).not.toContain("sourceMappingURL");
  });

  it("says what the compiler says where it cannot", () => {
    expect(transpile("enum {", { file: "/a.ts", format: "module", name: "$aw" })).toEqual({
      ok: false,
      reason: "TypeScript cannot compile the file: Identifier expected.",
    });
  });
});
