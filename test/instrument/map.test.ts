import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import ts from "typescript-js";
import { describe, expect, it } from "vitest";
import {
  mapForCoverage,
  mapOfEdits,
  mapThroughEdits,
  type RawMap,
  readInlineMap,
  readMapUrl,
} from "../../src/instrument/map.ts";
import { transpile } from "../../src/instrument/transpile.ts";
import { instrumentChecked } from "./invariants.ts";

const source = `import { a } from "./x.ts";
enum Kind { A = 1 }
export async function load(id: number): Promise<number> {
  try { return await a(id) + await Kind.A } catch (error) { throw error }
}
export const all = (ids: number[]) => Promise.all(ids.map(async (id) => ({ id: await load(id) })));
`;

/** Each stands once in the source, and once in whatever is made of it. */
const words = ["await", "a(id)", "Kind.A", "throw error", "Promise.all", "ids.map", "{ id:"];

/** For each word: the map leads from its place in the code to its place in the source. */
function expectWords(code: string, map: RawMap): void {
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  for (const word of words) {
    const { line, column } = originalPositionFor(trace, place(code, word));
    expect({ word, line, column }).toEqual({ word, ...place(source, word) });
  }
}

function place(text: string, word: string): { line: number; column: number } {
  const at = text.indexOf(word);
  if (at < 0) throw new Error(`${word} is not in ${text}`);
  const lines = text.slice(0, at).split("\n");
  return { line: lines.length, column: lines.at(-1)!.length };
}

const { code, name } = instrumentChecked(source, { language: "ts", format: "module", firstSite: 1 });

describe("source maps", () => {
  it("of the edits", () => {
    expectWords(code, mapOfEdits(code, name, "/a.ts"));
  });

  it("of the edits, where a debugger stops at a function's entry: at the user's first statement", () => {
    const text =
      "async function f(a) { // one\n  /* two */ // three\n  await a; }\nf(async () => {\n/x/.test(await 1) });";
    const { code, name } = instrumentChecked(text, { language: "js", format: "module", firstSite: 1 });
    const trace = new TraceMap(mapOfEdits(code, name, "/a.js") as ConstructorParameters<typeof TraceMap>[0]);
    const entries = Array.from(code.matchAll(/const \$awt=/g), ({ index }) => place(code, code.slice(index)));
    expect(entries.map((entry) => originalPositionFor(trace, entry))).toMatchObject([
      { line: 3, column: 2 },
      { line: 5, column: 0 },
    ]);
  });

  it("of the edits, for coverage: the clauses of probes are nobody's, and the rest is where it was", () => {
    const text = "async function f(a) {\n  try { await a } catch (e) { g(e) }\n}";
    const { code, name } = instrumentChecked(text, { language: "js", format: "module", firstSite: 1 });
    const edits = mapOfEdits(code, name, "/a.js");
    const trace = new TraceMap(mapForCoverage(edits, code, name) as ConstructorParameters<typeof TraceMap>[0]);
    const at = (word: string) => originalPositionFor(trace, place(code, word));
    expect(at("catch($awx)")).toMatchObject({ source: null, line: null });
    // The block of the probes ends where the user's last token does.
    expect(at("}catch($awx)")).toMatchObject({ source: "/a.js", line: 2, column: 35 });
    expect(at("catch (e)")).toMatchObject({ line: 2, column: 18 });
    // The comment that names the map stands on a line of its own.
    const end = { line: code.split("\n").length + 1, column: 0 };
    expect(originalPositionFor(trace, end)).toMatchObject({ line: 3, column: 0 });
  });

  it("for coverage of what a compiler has put on other lines, and of nothing", () => {
    const output = transpile(code, { file: "/a.ts", format: "module", name });
    if (!output.ok) throw new Error(output.reason);
    const map = mapForCoverage(output.map, output.code, name);
    const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
    const clause = /catch \(\$awx\)/g;
    const clauses = Array.from(output.code.matchAll(clause), ({ index }) =>
      place(output.code, output.code.slice(index)),
    );
    expect(clauses.length).toBeGreaterThan(1);
    for (const at of clauses) expect(originalPositionFor(trace, at)).toMatchObject({ source: null });
    const nothing = { version: 3, sources: [], names: [], mappings: "" } as const;
    expect(mapForCoverage(nothing, "", "$aw").mappings).toBe("");
  });

  it("of a compiler's output that was instrumented", () => {
    const output = ts.transpileModule(source, {
      compilerOptions: { target: 9, module: 99, inlineSourceMap: true },
    }).outputText;
    const given = readInlineMap(output)!;
    const done = instrumentChecked(output, { language: "js", format: "module", firstSite: 1 });
    const map = mapThroughEdits(done.code, done.name, given);
    expect(map.sources).toEqual(given.sources);
    expectWords(done.code, map);
  });

  it("of instrumented code that was compiled", () => {
    const output = transpile(code, { file: "/a.ts", format: "module", name });
    if (!output.ok) throw new Error(output.reason);
    expect(output.map.sources).toEqual(["/a.ts"]);
    expectWords(output.code, output.map);
  });

  it("are read from the last comment only", () => {
    const json = JSON.stringify({ version: 3, sources: ["é.ts"], names: [], mappings: "AAAA" });
    const base64 = Buffer.from(json).toString("base64");
    const inline = (address: string) => readInlineMap(`x\n//# sourceMappingURL=${address}\n\n`, "file:///b/main.js");
    const sources = ["file:///b/%C3%A9.ts"];
    expect(inline(`data:application/json;charset=utf-8;base64,${base64}`)?.sources).toEqual(sources);
    expect(inline(`data:application/json,${encodeURIComponent(json)}`)?.sources).toEqual(sources);
    expect(inline("data:application/json;base64,!!!")).toBeNull();
    expect(inline("data:application/json,{}")).toBeNull();
    expect(inline("a.js.map")).toBeNull();
    expect(readMapUrl("x\n//# sourceMappingURL=a.js.map // \n/* end */ // more")).toBe("a.js.map //");
    expect(readMapUrl("'//# sourceMappingURL=a.js.map'; x()\ny()")).toBeNull();
    expect(readMapUrl("x")).toBeNull();
  });
});
