// How large a trace is: the file over its events, chunk headers, sites and names included.
import { join } from "node:path";
import { figure, inFolder, nodes, output, program, recorded, tracedEnv } from "./lib.mjs";

const BUDGET = 6;
const programs = [
  { title: "calls in a loop", args: [program("calls.mjs"), "3"] },
  { title: "overlapping tasks", args: [program("many.mjs"), "100000"] },
];

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = () =>
  inFolder(async (folder) => {
    const node = nodes.find(({ line }) => line === 24)?.path ?? process.execPath;
    return programs.map(({ title, args }) => {
      const trace = join(folder, "bytes.awaitscope");
      output(node, args, tracedEnv(trace, { cache: "" }));
      const { events, bytes } = recorded(trace);
      return {
        what: `Bytes per event, ${title}`,
        floor: "Chrome's JSON ≈ 100 bytes",
        measured: `${figure(bytes / events, "bytes")} (${figure(events, "")} events)`,
        budget: `≤ ${BUDGET} bytes`,
        met: bytes / events <= BUDGET,
      };
    });
  });
