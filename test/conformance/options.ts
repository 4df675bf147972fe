import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { NODE_LINES, type NodeLine } from "../nodes.ts";
import type { Isolation } from "./tests.ts";

export interface Options {
  /** Path of a checkout of test262. */
  readonly checkout: string;
  readonly lines: readonly NodeLine[];
  readonly jobs: number;
  /** How many tests, evenly picked; Infinity for all. */
  readonly sample: number;
  /** Only tests whose paths match. */
  readonly filter: RegExp;
  readonly isolation: Isolation;
  readonly showFailures: boolean;
  readonly parts: readonly Part[];
}

export const PARTS = ["scripts", "modules", "rewriting"] as const;
export type Part = (typeof PARTS)[number];

export const USAGE = `npm run conformance -- PATH-TO-TEST262 [options]

Runs test262 (https://github.com/tc39/test262) plain and traced, and demands the same verdicts.

  --only PARTS    some of: ${PARTS.join(",")} (default: all)
                  scripts    tests that run as scripts, without dynamic import
                  modules    modules, and scripts with dynamic import
                  rewriting  every file, also those of no interest, through the rewriter alone
  --node LINES    some of: ${NODE_LINES.join(",")} (default: all)
  --jobs N        processes at a time (default: as many as processors)
  --sample N      N tests of each part, evenly picked
  --filter TEXT   only tests whose paths match this regular expression
  --failures      also print what fails the same way
  --alone         every test in a process of its own, slowly; otherwise only those that need the main realm
`;

/** Throws an Error with a sentence for the user where an option makes no sense. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: "string" },
      node: { type: "string" },
      jobs: { type: "string" },
      sample: { type: "string" },
      filter: { type: "string" },
      alone: { type: "boolean" },
      failures: { type: "boolean" },
    },
  });
  const [checkout, ...others] = positionals;
  if (checkout === undefined || others.length > 0) throw new Error("Name one checkout of test262.");
  return {
    checkout,
    lines: choose("--node", values.node, NODE_LINES),
    jobs: count("--jobs", values.jobs) ?? availableParallelism(),
    sample: count("--sample", values.sample) ?? Number.POSITIVE_INFINITY,
    filter: new RegExp(values.filter ?? ""),
    isolation: values.alone === true ? "process" : "auto",
    showFailures: values.failures === true,
    parts: choose("--only", values.only, PARTS),
  };
}

function choose<T extends string | number>(option: string, text: string | undefined, all: readonly T[]): readonly T[] {
  if (text === undefined) return all;
  return text.split(",").map((name) => {
    const found = all.find((each) => String(each) === name);
    if (found === undefined) throw new Error(`${option} takes some of ${all.join(", ")}, not "${name}".`);
    return found;
  });
}

function count(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} takes a number from 1 on, not "${text}".`);
  return Number(text);
}
