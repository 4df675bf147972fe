/** Nothing listens and nothing connects: not the traced program on our behalf, not the command that traces it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { environment, run } from "../cli/command.ts";
import { temporaryFolder } from "../launch/temporary-folder.ts";
import { NODES } from "../runtime/program.ts";

const folder = temporaryFolder();
const PROGRAM = fileURLToPath(new URL("fixtures/sockets.mjs", import.meta.url));
const isLinux = process.platform === "linux";

test.runIf(isLinux).for(NODES)("no socket while a program is traced, on Node $line", async ({ line, path }) => {
  const args = ["trace", "--node", path, "-o", `${line}.awaitscope`, PROGRAM];
  const { stdout, code } = await run(args, { cwd: folder, env: environment(folder) });
  // Its own server shows that a socket would have been seen.
  expect({ code, ...JSON.parse(stdout) }).toEqual({ code: 0, seen: [], withOwnServer: 1 });
});

test.for(["preload", "drain", "instrumenter", "tsconfigs", "cli"])(
  "%s.cjs cannot: it loads no module of the network",
  (name) => {
    const code = readFileSync(new URL(`../../dist/${name}.cjs`, import.meta.url), "utf8");
    const modules = [...code.matchAll(/require\("(?:node:)?([a-z0-9_/]+)"\)/g)].map(([, module = ""]) => module);
    const network = [
      "net",
      "http",
      "https",
      "http2",
      "tls",
      "dgram",
      "dns",
      "dns/promises",
      "inspector",
      "inspector/promises",
    ];
    expect(modules.filter((module) => network.includes(module))).toEqual([]);
  },
);
