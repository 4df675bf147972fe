import { describe, expect, test } from "vitest";
import { instrument } from "../../src/instrument/instrument.ts";
import { createProbes, strip } from "../../src/instrument/probes.ts";
import type { Bundles } from "../../src/preload/loading/bundles.ts";
import type { CacheEntry, CodeCache } from "../../src/preload/loading/code-cache.ts";
import { formatsOf, isScriptFormat, languageOf } from "../../src/preload/loading/file-kinds.ts";
import { createFileInstrumenter, moveSites, type SourceFile } from "../../src/preload/loading/instrumented-file.ts";

const source = `// 5
async function f(a = await$(7)) { for await (const x of [1, 2]) { await x; } try { await 3 } catch (e) { return await Promise.all([4, e]) } }
const g = async (b) => await b + 12;
async function* h() { yield 1; yield* [2]; return 3 }
const p = async () => new Promise((done) => done(g(1).then(f)));
try { await f() } finally { await p() }
function await$(x) { return x }
`;

describe("site numbers", () => {
  test("moved by an offset are those of an instrumentation that started there", () => {
    const options = { language: "js", format: "module" } as const;
    const first = instrument(source, { ...options, firstSite: 1 });
    const later = instrument(source, { ...options, firstSite: 1000 });
    if (!first.ok || !later.ok) throw new Error("not instrumented");
    expect(moveSites(first.code, first.name, 999)).toBe(later.code);
    expect(moveSites(first.code, first.name, 0)).toBe(first.code);
    expect(strip(moveSites(first.code, first.name, 999), first.name)).toBe(source);
  });

  test("that become shorter keep their width, so that what is behind them stays where it was", () => {
    const wide = instrument(source, { language: "js", format: "module", firstSite: 1_000_000 });
    if (!wide.ok) throw new Error("not instrumented");
    const moved = moveSites(wide.code, wide.name, 41 - 1_000_000);
    expect(moved).not.toContain("1000000");
    expect(moved.split("\n").map((line) => line.length)).toEqual(wide.code.split("\n").map((line) => line.length));
    expect(strip(moved, wide.name)).toBe(source);
    expect(
      () => new Function(`return async () => { ${moved.replaceAll("\n", " ").replace("// 5", "")} }`),
    ).not.toThrow();
  });

  test("are moved in every probe that names one", () => {
    const { caught: _, name, ...probes } = createProbes("$aw");
    const naming = Object.values(probes).filter((text) => typeof text === "function");
    expect(naming.length).toBeGreaterThan(20);
    for (const text of naming) expect(moveSites(text(1, false), name, 41)).toBe(text(42, false));
  });

  test("are moved under another name of the probes too, and nothing of the user's is", () => {
    const text = `const $aw = { e(n) { return n } }; $aw.e(5); ${source}`;
    const result = instrument(text, { language: "js", format: "module", firstSite: 1 });
    if (!result.ok) throw new Error(result.reason);
    expect(result.name).toBe("$aw_1");
    expect(strip(moveSites(result.code, result.name, 50), result.name)).toBe(text);
  });
});

function memoryCache(): CodeCache & { entries: Map<string, CacheEntry> } {
  const entries = new Map<string, CacheEntry>();
  return {
    entries,
    read: (key) => structuredClone(entries.get(key)) ?? null,
    write: (key, entry) => void entries.set(key, JSON.parse(JSON.stringify(entry))),
  };
}

describe("a file", () => {
  const file: SourceFile = { path: "/a.mjs", source, language: "js", formats: ["module"], mustTranspile: false };
  const make = (cache: CodeCache, version = "1") => {
    let asked = 0;
    const bundles = {
      instrumenter() {
        asked++;
        return { instrument };
      },
    };
    const run = createFileInstrumenter({
      cache,
      bundles: bundles as unknown as Bundles,
      compilerOptions: () => ({}),
      version,
      hasUsing: true,
    });
    return { run, asked: () => asked };
  };

  test("is instrumented once, then comes from the cache, the same", () => {
    const cache = memoryCache();
    const first = make(cache);
    const made = first.run(file);
    expect(first.asked()).toBe(1);
    const second = make(cache);
    expect(made).toMatchObject(second.run(file));
    expect(second.asked()).toBe(0);
  });

  test("is instrumented again when its text, format or the instrumenter changes", () => {
    const cache = memoryCache();
    make(cache).run(file);
    for (const [other, version] of [
      [{ ...file, source: `${source} ` }, "1"],
      [{ ...file, formats: ["commonjs", "module"] }, "1"],
      [file, "2"],
    ] as const) {
      const { run, asked } = make(cache, version);
      run(other);
      expect(asked()).toBeGreaterThan(0);
    }
  });

  test("that does not parse is refused with the reason of the likeliest format, and not cached", () => {
    const cache = memoryCache();
    const result = make(cache).run({ ...file, source: "async function {", formats: ["commonjs", "module"] });
    expect(result).toMatchObject({ ok: false });
    expect(cache.entries.size).toBe(0);
  });

  test("of unknown format gets the one it parses as", () => {
    const result = make(memoryCache()).run({ ...file, formats: ["commonjs", "module"] });
    expect(result).toMatchObject({ ok: true, format: "module" });
  });
});

describe("kinds of files", () => {
  test.each([
    ["module", "/a.mjs", true],
    ["commonjs", "/a.js", true],
    ["json", "/a.json", false],
    ["wasm", "/a.wasm", false],
    ["addon", "/a.node", false],
    ["builtin", "node:fs", false],
    [undefined, "/a.tsx", true],
    [undefined, "/a.json", false],
    [undefined, "/bin/tool", true],
    ["commonjs-typescript", "/a.cts", true],
  ])("format %s of %s is script: %s", (format, path, isScript) => {
    expect(isScriptFormat(format, path)).toBe(isScript);
  });

  test.each([
    ["module-typescript", "/a.mts", "ts"],
    ["module", "/a.mts", "js"],
    ["commonjs", "/a.tsx", "js"],
    [undefined, "/a.tsx", "tsx"],
    [undefined, "/a.jsx", "jsx"],
    ["module", "/a.jsx", "jsx"],
    ["module", "/a.mjs", "js"],
    [undefined, "/a.ts", "ts"],
  ])("%s of %s is written in %s", (format, path, language) => {
    expect(languageOf(format, path)).toBe(language);
  });

  test("the format is Node's, else the extension's, else the likelier by syntax first", () => {
    expect(formatsOf("module", "/a.cjs", "")).toEqual(["module"]);
    expect(formatsOf(undefined, "/a.mts", "")).toEqual(["module"]);
    expect(formatsOf("typescript", "/nowhere/a.ts", "import x from 'y'")).toEqual(["module", "commonjs"]);
    expect(formatsOf("typescript", "/nowhere/a.ts", "const x = require('y')")).toEqual(["commonjs", "module"]);
  });
});
