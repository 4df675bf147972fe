import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { SiteKind } from "../../src/format/spec.ts";
import { instrument } from "../../src/instrument/instrument.ts";
import { readInlineMap } from "../../src/instrument/map.ts";
import { type OriginalFile, originalSites } from "../../src/instrument/original-sites.ts";

function sitesOf(source: string, language: "js" | "ts" = "js") {
  const result = instrument(source, { language, format: "module", firstSite: 1 });
  if (!result.ok) throw new Error(result.reason);
  return result.sites;
}

const file = (source: string, path = "/own.ts"): OriginalFile => ({ path, source, sites: sitesOf(source, "ts") });
const isLeft = () => false;
const noMap = { map: null, open: () => null, isLeft };

describe("original sites", () => {
  const own = file(
    "const a: number = 1;\nexport async function f(x: number) {\n  await x;\n}\nexport const g = async () => f(a);\n",
  );

  test("are the file's own, one by one, without a map", () => {
    const made = sitesOf("const a=1;async function f(x){await x}const g=async()=>f(a);exports.f=f;exports.g=g;");
    const { runs, lost, isPlaced } = originalSites(made, { own, ...noMap });
    expect(runs).toEqual([{ path: own.path, sites: own.sites }]);
    expect([lost, isPlaced]).toEqual([[], true]);
  });

  test("name what a tool turned into something else", () => {
    const made = sitesOf("function f(x){return later(x)}const g=async()=>f(1);");
    const { runs, lost } = originalSites(made, { own, ...noMap });
    expect(runs).toEqual([
      {
        path: own.path,
        sites: [
          { ...own.sites[2], function: -1 },
          { ...own.sites[3], function: 0 },
        ],
      },
    ]);
    expect(lost).toEqual(["f"]);
  });

  test("are nowhere where nothing leads back", () => {
    const made = sitesOf("async function other() { await 1; }");
    expect(originalSites(made, { own, ...noMap }).isPlaced).toBe(false);
  });

  test("of a bundle are in the files that its map names, and in none where those are not what was bundled", async () => {
    const files: Record<string, string> = {
      one: "export async function one(x: number) {\n  await x;\n}\n",
      two: 'import { one } from "one";\nexport async function two() {\n\n  await one(2);\n}\n',
    };
    const bundle = await bundled(files);
    const originals = new Map(Object.entries(files).map(([name, text]) => [name, file(text, `/${name}.ts`)]));
    const map = readInlineMap(bundle, "file:///out.js")!;
    const openOf = (known: string[]) => (source: string) => {
      const name = source.split(":").at(-1)!;
      return known.includes(name) ? originals.get(name)! : null;
    };
    const placed = originalSites(sitesOf(bundle), { own: null, map, open: openOf(["one", "two"]), isLeft });
    expect(placed.runs).toEqual(
      ["one", "two"].map((name) => ({ path: `/${name}.ts`, sites: originals.get(name)!.sites })),
    );
    const half = originalSites(sitesOf(bundle), { own: null, map, open: openOf(["two"]), isLeft });
    expect(half.runs.map(({ path }) => path)).toEqual([null, "/two.ts"]);
    const others = { own: null, map, open: openOf(["one", "two"]), isLeft: (source: string) => source.endsWith("one") };
    const made = sitesOf(bundle);
    const { left, runs } = originalSites(made, others);
    expect(left.map((index) => made[index]!.kind)).toEqual([SiteKind.Function, SiteKind.Await]);
    expect(runs.map(({ path }) => path)).toEqual([null, "/two.ts"]);
  });
});

test("a function that a minifier put where it was called is the one of its second word", () => {
  const once = file("async function once() {\n  await 1;\n}\nonce();\n", "/once.ts");
  const made = sitesOf("(async function(){await 1})();");
  // Columns 1 and 7: `async` to the call in line 4, `function` to line 1; column 18: `await` to line 2.
  const map = { version: 3, sources: ["once"], names: [], mappings: "CAGA,MAHA,WACE" } as const;
  const { runs } = originalSites(made, { own: null, map, open: () => once, isLeft });
  expect(runs).toEqual([{ path: once.path, sites: once.sites }]);
});

/** Everything in one file, with its map inside; a file is known by its name alone. */
async function bundled(files: Record<string, string>): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "two"' },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    sourcemap: "inline",
    plugins: [
      {
        name: "files",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(?:one|two)$/ }, ({ path }) => ({ path, namespace: "files" }));
          onLoad({ filter: /./, namespace: "files" }, ({ path }) => ({ contents: files[path]!, loader: "ts" }));
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}
