// The size of the VSIX.
import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/run.mjs";
import { figure, output } from "./lib.mjs";

const BUDGET_MB = 3;

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = () => {
  output(process.execPath, [join(root, "scripts/package.mjs")]);
  const [file] = globSync("*.vsix", { cwd: root })
    .map((name) => statSync(join(root, name)))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  const megabytes = (file?.size ?? Number.NaN) / 1e6;
  return [
    {
      what: "Size of the VSIX",
      floor: "–",
      measured: figure(megabytes, "MB"),
      budget: `≤ ${BUDGET_MB} MB`,
      met: megabytes <= BUDGET_MB,
    },
  ];
};
