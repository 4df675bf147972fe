import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isTraceable } from "../../src/extension/source-kinds.ts";
import { BUFFER_MEGABYTES } from "../../src/protocol/launch.ts";
import { root } from "./code-server.ts";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { contributes, capabilities, activationEvents } = manifest;
const sources = readdirSync(join(root, "src/extension")).map((name) =>
  readFileSync(join(root, "src/extension", name), "utf8"),
);

/** Settings of `RunSettings`: all that reaches a command line, an environment or what is recorded. */
const runSettings = [...sources.join("\n").matchAll(/settings\.get\("(\w+)"\)/g)].map(
  ([, name]) => `awaitscope.${name}`,
);

describe("package.json", () => {
  it("lets no setting of an untrusted workspace reach a command line", () => {
    expect(runSettings.length).toBeGreaterThanOrEqual(8);
    expect([...capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(
      [...new Set(runSettings)].sort(),
    );
  });

  it("describes every setting, with the scope of a resource where a run is concerned", () => {
    for (const name of runSettings) {
      const setting = contributes.configuration.properties[name];
      expect(setting.scope, name).toBe("resource");
      expect(setting.markdownDescription.length, name).toBeGreaterThan(40);
    }
  });

  it("offers as much memory for recording as the launch takes", () => {
    const { minimum, maximum, default: usual } = contributes.configuration.properties["awaitscope.bufferMegabytes"];
    expect({ least: minimum, default: usual, most: maximum }).toEqual(BUFFER_MEGABYTES);
  });

  it("starts nothing before it is asked to", () => {
    expect(activationEvents).toEqual(["onWebviewPanel:awaitscope.timeline"]);
  });

  it("names every command that the code registers, and no other", () => {
    const registered = [
      ...sources.join("\n").matchAll(/"(awaitscope\.(?!timeline|trace"|status|tracing|has)\w+)"/g),
    ].map(([, name]) => name!);
    const declared = contributes.commands.map(({ command }: { command: string }) => command);
    expect([...new Set(registered)].sort()).toEqual([...declared].sort());
  });

  it("offers tracing for the eight kinds of file and no others", () => {
    const clauses = Object.values(contributes.menus)
      .flat()
      .filter((item) => (item as { command: string }).command === "awaitscope.traceFile") as { when: string }[];
    expect(clauses).toHaveLength(4);
    const kinds = [
      ".ts",
      ".mts",
      ".cts",
      ".tsx",
      ".js",
      ".mjs",
      ".cjs",
      ".jsx",
      ".json",
      ".css",
      ".d",
      ".mtsx",
      ".vue",
    ];
    for (const { when } of clauses) {
      const [, pattern] = /resourceExtname =~ \/(.*?)\/(?=[ )]|$)/.exec(when)!;
      const offered = kinds.filter((kind) => new RegExp(pattern!).test(kind));
      expect(offered).toEqual(kinds.slice(0, 8));
      expect(offered.every((kind) => isTraceable(`/a/b${kind}`))).toBe(true);
    }
  });

  it("packs every bundle but the command line's", () => {
    const build = readFileSync(join(root, "build.mjs"), "utf8");
    const bundles = [...build.matchAll(/(\w+|"[\w/]+"): "src\/[\w/]+\.(ts|css)"/g)].map(([, name, from]) => {
      const isView = name!.startsWith('"webview/');
      return `!dist/${name!.replaceAll('"', "")}.${from === "css" ? "css" : isView ? "js" : "cjs"}`;
    });
    const packed = readFileSync(join(root, ".vscodeignore"), "utf8")
      .split("\n")
      .filter((line) => /^!dist\/.*(js|css)$/.test(line));
    expect(packed.sort()).toEqual(bundles.filter((name) => name !== "!dist/cli.cjs").sort());
  });
});
