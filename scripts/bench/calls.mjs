// What one call and one await cost more when they are recorded: four records, identity on, written to disk.
import { join } from "node:path";
import { figure, inFolder, interleave, median, nodes, output, program, ratio, recorded, tracedEnv } from "./lib.mjs";

const BUDGET = 1.5;
const CAUSE =
  "the four clock readings are one clock floor by themselves; `promiseHooks.onInit`, the stamp that gives a promise its " +
  "identity, and writing four records are the rest (`src/runtime/probes.ts` has the parts in nanoseconds)";

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const rows = [];
    for (const { line, path } of nodes) rows.push(await measureNode(line, path, folder, quick));
    return rows;
  });

/**
 * @param {number} line
 * @param {string} node
 * @param {string} folder
 * @param {boolean} quick
 */
async function measureNode(line, node, folder, quick) {
  const rounds = quick ? 1 : 7;
  const trace = join(folder, "calls.awaitscope");
  /** @type {number[]} */
  const clocks = [];
  let dropped = 0;
  const run = (/** @type {NodeJS.ProcessEnv} */ env) => {
    const result = JSON.parse(output(node, [program("calls.mjs"), quick ? "3" : "15"], env));
    clocks.push(median(result.clockNs));
    return median(result.callNs);
  };
  const { plain, traced } = await interleave(rounds, {
    plain: () => run(process.env),
    traced: () => {
      // Five million events a second are more than any disk is asked for: the buffer holds a whole burst, and the
      // bursts are apart, so that what is measured is recording and not dropping.
      const callNs = run(tracedEnv(trace, { cache: "", bufferBytes: 64 << 20 }));
      dropped += recorded(trace).droppedEvents;
      return callNs;
    },
  });
  const clock = median(clocks);
  const added = traced - plain;
  return {
    what: `One call and one await, added cost, Node ${line}`,
    floor: `4 × \`performance.now()\`: ${figure(clock, "ns")}; plain call and await: ${figure(plain, "ns")}`,
    measured: `+${figure(added, "ns")} = ${ratio(added / clock)} the clock`,
    budget: `≤ ${ratio(BUDGET)}`,
    met: added / clock <= BUDGET,
    note:
      dropped > 0 ? `${dropped} events were dropped, so the figure is too low` : added / clock > BUDGET ? CAUSE : "",
  };
}
