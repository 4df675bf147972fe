import { describe, expect, test } from "vitest";
import { createSelection, globToRegExp } from "../../src/preload/loading/selection.ts";

const own = "/opt/awaitscope/dist";

describe("which files are instrumented", () => {
  test("everything but node_modules and our own bundles, when no rule is given", () => {
    const { isFile: isSelected } = createSelection({ include: [], exclude: [], own });
    expect(isSelected("/app/src/main.ts")).toBe(true);
    expect(isSelected("/app/node_modules/express/index.js")).toBe(false);
    expect(isSelected("/opt/awaitscope/dist/drain.cjs")).toBe(false);
    expect(isSelected("/opt/awaitscope/distance/x.js")).toBe(true);
  });

  test("exclude takes away, include narrows", () => {
    const { isFile: isSelected } = createSelection({ include: ["/app/src/**"], exclude: ["**/*.gen.ts"], own });
    expect(isSelected("/app/src/deep/er/a.ts")).toBe(true);
    expect(isSelected("/app/test/a.ts")).toBe(false);
    expect(isSelected("/app/src/a.gen.ts")).toBe(false);
  });

  test("a configuration that Vite compiled into node_modules to load it", () => {
    const { isFile: isSelected } = createSelection({ include: [], exclude: [], own });
    expect(isSelected("/app/node_modules/.vite-temp/vite.config.ts.timestamp-1-2.mjs")).toBe(true);
    expect(isSelected("/app/node_modules/tool/node_modules/.vite-temp/vite.config.ts.timestamp-1-2.mjs")).toBe(false);
    expect(isSelected("/app/node_modules/.vite/deps/react.js")).toBe(false);
  });

  test("a file in node_modules is included only by a glob that names node_modules", () => {
    const { isFile: isSelected } = createSelection({
      include: ["/app/**", "**/node_modules/mine/**"],
      exclude: [],
      own,
    });
    expect(isSelected("/app/node_modules/other/index.js")).toBe(false);
    expect(isSelected("/app/node_modules/mine/index.js")).toBe(true);
    expect(isSelected("/app/index.js")).toBe(true);
  });

  test("of a bundle everything but its dependencies, whatever tool names them, and what is excluded", () => {
    const { isOrigin } = createSelection({ include: ["/app/dist/**"], exclude: ["**/*.gen.ts"], own });
    const bundle = "/app/dist/main.js";
    const of = (sources: string[]) => sources.map((source) => isOrigin(source, bundle));
    expect(of(["/app/src/main.ts", "webpack:///./src/main.ts"])).toEqual([true, true]);
    const dependencies = [
      "/app/node_modules/next/server.js",
      "webpack:///./node_modules/next/server.js",
      "turbopack:///[project]/node_modules/next/server.js",
    ];
    expect(of([...dependencies, "/app/src/a.gen.ts"])).toEqual([false, false, false, false]);
    expect(isOrigin(dependencies[0]!, "/app/node_modules/next/dist/server.js")).toBe(true);
    const named = createSelection({ include: ["**/node_modules/next/**"], exclude: [], own });
    expect(dependencies.map((source) => named.isOrigin(source, bundle))).toEqual([true, true, true]);
  });
});

test.each([
  ["**/*.ts", "/a/b.ts", true],
  ["**/*.ts", "/a/b.tsx", false],
  ["/a/*.ts", "/a/b/c.ts", false],
  ["/a/**/c.ts", "/a/c.ts", true],
  ["/a/**/c.ts", "/a/x/y/c.ts", true],
  ["/a/{b,c*}.js", "/a/cd.js", true],
  ["/a/{b,c*}.js", "/a/d.js", false],
  ["/a/?.js", "/a/ab.js", false],
  ["/a/[ab].js", "/a/b.js", true],
  ["/a/[!ab].js", "/a/b.js", false],
  ["/a.b/(c)+$.js", "/a.b/(c)+$.js", true],
  ["/a.b/x", "/aXb/x", false],
  ["/a/{b", "/a/b", true],
])("glob %s on %s: %s", (glob, path, matches) => {
  expect(globToRegExp(glob).test(path)).toBe(matches);
});
