// Instrumenting against parsing alone, on the TypeScript sources that packages in node_modules carry, and on our own.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@babel/parser";
import { instrument } from "../../src/instrument/instrument.ts";
import { root } from "../lib/run.mjs";
import { figure, interleave, ratio } from "./lib.mjs";

const BUDGET_MB = 6;

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = async ({ quick }) => {
  const sources = corpus().slice(0, quick ? 60 : undefined);
  const megabytes = sources.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  const rate = (/** @type {(text: string) => void} */ work) => () => {
    const start = performance.now();
    for (const text of sources) work(text);
    return megabytes / ((performance.now() - start) / 1000);
  };
  const { parser, ours } = await interleave(quick ? 1 : 9, {
    parser: rate((text) => parse(text, { sourceType: "module", plugins: ["typescript"] })),
    ours: rate((text) => instrument(text, { language: "ts", format: "module", firstSite: 1 })),
  });
  return [
    {
      what: "Instrumenting TypeScript",
      floor: `@babel/parser alone: ${figure(parser, "MB/s")}`,
      measured: `${figure(ours, "MB/s")} = ${ratio(ours / parser)} the parser (${figure(megabytes, "MB")})`,
      budget: `≥ ${BUDGET_MB} MB/s`,
      met: ours >= BUDGET_MB,
      note:
        ours < BUDGET_MB && parser < 3 * BUDGET_MB
          ? "the parser alone leaves this little room on a machine as busy as this one was"
          : "",
    },
  ];
};

/** Whatever the parser itself refuses is left out, so that both do the same work. */
function corpus() {
  return globSync(["src/**/*.ts", "node_modules/**/*.ts"], { cwd: root, exclude: ["**/*.d.ts"] })
    .sort()
    .map((path) => readFileSync(join(root, path), "utf8"))
    .filter((text) => {
      try {
        parse(text, { sourceType: "module", plugins: ["typescript"] });
        return true;
      } catch {
        return false;
      }
    });
}
