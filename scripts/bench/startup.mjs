// How long a program takes from being started to its end when it does next to nothing.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/run.mjs";
import { figure, inFolder, interleave, nodes, output, program, ratio, tracedEnv } from "./lib.mjs";

const BUDGET = 0.5;
const tsx = join(root, "node_modules/.bin/tsx");

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const rounds = quick ? 2 : 21;
    const node = nodes.find(({ line }) => line === 24)?.path ?? process.execPath;
    const cache = join(folder, "cache");
    const traced = (/** @type {string} */ file, /** @type {boolean} */ cold) => {
      if (cold) rmSync(cache, { recursive: true, force: true });
      mkdirSync(cache, { recursive: true });
      const env = tracedEnv(join(folder, "startup.awaitscope"), { cache });
      return time(() => output(node, [program(file)], env));
    };
    const t = await interleave(rounds, {
      plain: () => time(() => output(node, [program("empty.mjs")])),
      tsx: () => time(() => output(tsx, [program("empty.ts")])),
      ours: () => traced("empty.mjs", false),
      plainSmall: () => time(() => output(node, [program("small.ts")])),
      cold: () => traced("small.ts", true),
      warm: () => traced("small.ts", false),
    });
    const floor = `plain Node: ${figure(t.plain, "ms")}; tsx: +${figure(t.tsx - t.plain, "ms")}`;
    const floorSmall = `plain Node: ${figure(t.plainSmall, "ms")}; tsx, empty file: +${figure(t.tsx - t.plain, "ms")}`;
    const row = (/** @type {string} */ what, /** @type {string} */ against, /** @type {number} */ added) => {
      const share = added / (t.tsx - t.plain);
      const measured = `+${figure(added, "ms")} = ${ratio(share)} tsx's`;
      return { what, floor: against, measured, budget: `≤ ${ratio(BUDGET)}`, met: share <= BUDGET };
    };
    return [
      row("Start-up added to an empty file", floor, t.ours - t.plain),
      row("Start-up added to a small TypeScript file, cached", floorSmall, t.warm - t.plainSmall),
      {
        ...row("Start-up added to a small TypeScript file, first run", floorSmall, t.cold - t.plainSmall),
        budget: "–",
        met: undefined,
      },
    ];
  });

/** @param {() => void} work */
function time(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}
