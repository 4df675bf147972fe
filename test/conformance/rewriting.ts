/** Every file of test262 through the rewriter, on one Node. */
import { fileURLToPath } from "node:url";
import { NODES, type NodeLine } from "../nodes.ts";
import { runProcess } from "../run-process.ts";
import { type Found, nothingFound } from "./found.ts";
import type { RewriteJob } from "./host/rewriter.ts";
import type { Pool } from "./pool.ts";

const REWRITER = fileURLToPath(new URL("host/rewriter.ts", import.meta.url));
const BUNDLE = fileURLToPath(new URL("../../dist/instrumenter.cjs", import.meta.url));
const FILES_AT_ONCE = 2_000;

export async function rewriteAll(
  line: NodeLine,
  checkout: string,
  paths: readonly string[],
  pool: Pool,
): Promise<Found> {
  const parts = Array.from({ length: Math.ceil(paths.length / FILES_AT_ONCE) }, (_, index) =>
    paths.slice(index * FILES_AT_ONCE, (index + 1) * FILES_AT_ONCE),
  );
  const all = await Promise.all(parts.map((part) => pool(() => rewritePart(line, checkout, part))));
  return all.reduce(add, nothingFound());
}

async function rewritePart(line: NodeLine, checkout: string, paths: readonly string[]): Promise<Found> {
  const job: RewriteJob = { checkout, paths, bundle: BUNDLE, hasUsing: line !== 22 };
  const args = ["--no-warnings", "--experimental-vm-modules", REWRITER];
  const { stdout, stderr, end } = await runProcess(NODES[line], args, { input: JSON.stringify(job) });
  if (end === 0) return JSON.parse(stdout) as Found;
  const problem = `${paths[0]} and the ${paths.length - 1} files behind it: ended with ${end}\n${stderr}`;
  return { ...nothingFound(), problems: [problem] };
}

function add(sum: Found, part: Found): Found {
  return {
    files: sum.files + part.files,
    sources: sum.sources + part.sources,
    probed: sum.probed + part.probed,
    unparsed: sum.unparsed + part.unparsed,
    untouched: [...sum.untouched, ...part.untouched],
    problems: [...sum.problems, ...part.problems],
  };
}
