/** Runs tests plain and traced on one Node and finds those whose verdicts differ. */
import { exceptions } from "./exceptions.ts";
import { type Arm, type HostOptions, noTraces, runHost, type TraceSums } from "./host-process.ts";
import type { Pool } from "./pool.ts";
import type { Run } from "./tests.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

export interface Comparison {
  tests: number;
  runs: number;
  /** Runs in a process of their own. */
  alone: number;
  passed: number;
  failed: number;
  /** How those that failed did so: the test's mode and path, and the verdict. */
  readonly failures: string[];
  readonly differing: Difference[];
  /** Differed in a realm of their own, and agreed in a process of their own, where the realm is the one traced programs have. */
  readonly realmOnly: Difference[];
  /** Differed at first and agreed when tried again. */
  readonly unsteady: Difference[];
  readonly traces: TraceSums;
}

export interface Difference {
  readonly run: Run;
  readonly plain: Verdict;
  readonly traced: Verdict;
}

const BATCH = 200;
const RETRIES = 3;

export async function compare(
  node: string,
  runs: readonly Run[],
  pool: Pool,
  options: HostOptions,
  onProgress: (done: number) => void,
): Promise<Comparison> {
  const comparison: Comparison = {
    tests: new Set(runs.map(({ test }) => test)).size,
    runs: runs.length,
    alone: runs.filter(({ isAlone }) => isAlone).length,
    passed: 0,
    failed: 0,
    failures: [],
    differing: [],
    realmOnly: [],
    unsteady: [],
    traces: noTraces(),
  };
  await Promise.all(
    batches(runs).map(async (batch) => {
      const differences = await compareBatch(batch);
      for (const difference of differences) await retry(difference);
      onProgress(batch.length);
    }),
  );
  return comparison;

  async function compareBatch(batch: readonly Run[]): Promise<Difference[]> {
    const plain = await verdicts({ node, isTraced: false }, batch);
    const traced = await verdicts({ node, isTraced: true }, batch);
    return batch.flatMap((run, index) => {
      if (isSame(plain[index]!, traced[index]!)) {
        comparison[plain[index]!.passed ? "passed" : "failed"]++;
        if (!plain[index]!.passed) comparison.failures.push(`${run.test.path} (${run.mode}): ${plain[index]!.text}`);
        return [];
      }
      return [{ run, plain: plain[index]!, traced: traced[index]! }];
    });
  }

  async function retry(difference: Difference): Promise<void> {
    const { run } = difference;
    let last = difference;
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      const [again] = await compareBatch([{ ...run, isAlone: true }]);
      if (again === undefined) {
        comparison[run.isAlone || attempt > 0 ? "unsteady" : "realmOnly"].push(last);
        return;
      }
      last = again;
    }
    comparison.differing.push(last);
  }

  async function verdicts(arm: Arm, batch: readonly Run[]): Promise<Verdict[]> {
    const results = await pool(() => runHost(arm, batch, options, comparison.traces));
    const verdicts: Verdict[] = [];
    for (const [index, run] of batch.entries()) {
      let result = results[index] ?? null;
      // A test that ended the process took the ones behind it along.
      if (result === null && batch.length > 1) {
        [result = null] = await pool(() => runHost(arm, [run], options, comparison.traces));
      }
      verdicts.push(verdictOf(run, result, "no result"));
    }
    return verdicts;
  }
}

function isSame(plain: Verdict, traced: Verdict): boolean {
  return plain.passed === traced.passed && plain.text === traced.text;
}

function batches(runs: readonly Run[]): readonly (readonly Run[])[] {
  const alone = runs.filter(({ isAlone }) => isAlone).map((run) => [run]);
  const together = runs.filter(({ isAlone }) => !isAlone);
  const count = Math.ceil(together.length / BATCH);
  return [...Array.from({ length: count }, (_, at) => together.slice(at * BATCH, (at + 1) * BATCH)), ...alone];
}

/** What of a comparison no exception names, and exceptions that nothing needed. */
export function unexpected(comparisons: readonly Comparison[]): { differing: Difference[]; unused: string[] } {
  const all = comparisons.flatMap(({ differing }) => differing);
  const known = new Set(exceptions.map(({ path }) => path));
  const seen = new Set(all.map(({ run }) => run.test.path));
  return {
    differing: all.filter(({ run }) => !known.has(run.test.path)),
    unused: [...known].filter((path) => !seen.has(path)),
  };
}
