import type { Comparison, Difference } from "./compare.ts";
import type { Found } from "./found.ts";

export function describeComparison(comparison: Comparison): string {
  const { tests, runs, alone, passed, failed, differing, realmOnly, unsteady, traces } = comparison;
  const untouched = new Map<string, number>();
  for (const text of traces.untouched.values()) {
    const reason = text.replace(/ \(\d+:\d+\)$/, "");
    untouched.set(reason, (untouched.get(reason) ?? 0) + 1);
  }
  return [
    `  ${tests} tests, ${runs} runs (${alone} in a process of their own)`,
    `  ${passed} passed, ${failed} failed the same way, ${differing.length} differ`,
    `  ${realmOnly.length} agreed only in a process of their own, ${unsteady.length} only when tried again`,
    `  the traces hold ${traces.files} instrumented files, ${traces.tasks} tasks and ${traces.awaits} awaits, ${traces.lost} losses`,
    `  ${traces.untouched.size} files ran as they are${untouched.size > 0 ? ", most often:" : ""}`,
    ...[...untouched]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 5)
      .map(([reason, count]) => `    ${count} × ${reason}`),
  ].join("\n");
}

export function describeDifference({ run, plain, traced }: Difference): string {
  return [
    `  ${run.test.path} (${run.mode})`,
    `    plain:  ${plain.passed ? "passes" : "fails"} ${plain.text}`,
    `    traced: ${traced.passed ? "passes" : "fails"} ${traced.text}`,
  ].join("\n");
}

export function describeRewriting({ files, sources, probed, unparsed, untouched }: Found): string {
  return [
    `  ${files} files, ${sources} sources (strict and sloppy ones count apart): ${probed} with probes, ${unparsed} that V8 itself refuses`,
    `  ${untouched.length} that V8 takes and that run as they are${untouched.length > 0 ? ":" : ""}`,
    ...untouched.map(([path, reason]) => `    ${path}: ${reason}`),
  ].join("\n");
}
